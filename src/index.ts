// The package's entry for Node: what an application that embeds Tessera uses, and what a program is written with. Browsers take
// `tessera-mpc/client`, and src/secure/index.ts for programs.

export { recommenderParameters } from './apps/recommender/parameters.js';
export { recommender } from './apps/recommender/program.js';
export { queryStatement, uploadStatement } from './apps/recommender/statements.js';
export { type Connection, openConnection } from './cli/client/connect.js';
export { type DealerOptions, startDealer } from './cli/compose/dealer.js';
export { type PartyOptions, startParty } from './cli/compose/party.js';
export type { Running } from './cli/compose/running.js';
export * from './client/index.js';
export { HttpsTransport, type HttpsTransportOptions } from './client/node/transport.js';
export { type KeygenOptions, keygen } from './net/keygen.js';
export * from './secure/index.js';
export type { Log } from './service/ports.js';
export type { DatasetShape, DatasetVersion, Program, QueryContext, RowOwner, RowRange } from './service/program.js';
export { serviceProgram } from './service/programs/service-program.js';
