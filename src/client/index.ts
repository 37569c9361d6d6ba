// The client's SDK as browsers and Node import it: no Node built-ins behind it.

export { ChannelError, SecurityAbort, TesseraError, UsageError } from '../errors.js';
export type { Block, Constraint, Statement } from '../io/statement.js';
export type { BlockValues, Values } from '../io/witness.js';
export { type BoundDataset, type ClientOptions, TesseraClient } from './client.js';
export { FetchTransport } from './fetch-transport.js';
export { ClientKey } from './key.js';
export type { Outputs } from './outputs.js';
export type { Answer, PreparedQuestion, ProgramClient } from './program.js';
export type { PreparedQuery, QuerySpec } from './query.js';
export type { ClientAnswer, ClientRequest, Transport } from './transport.js';
export type { UploadReceipt } from './upload.js';
