// HTTP/2 flow control, measured. A receiver's windows must cover bandwidth times round trip (8 MB at 20 ms take 4.4 s
// with the default 64 KB, 0.1 s with these), but a connection that carries bulk both ways hangs once the windows exceed
// what the kernel buffers, because Node does not read while it writes. So bulk between parties flows one way on each
// connection, under wide windows, and clients, who send and receive on one connection, get narrow ones.

const MiB = 1024 * 1024;

/** Windows of a server towards a peer: per stream, and for the connection. */
export const PEER_STREAM_WINDOW = 16 * MiB;
export const PEER_CONNECTION_WINDOW = 32 * MiB;

/** Windows of a server towards anybody else, and of a client towards a server. */
export const CLIENT_STREAM_WINDOW = MiB;
export const CLIENT_CONNECTION_WINDOW = MiB;

/** In MB. With the default of 10, a stream is killed (ENHANCE_YOUR_CALM) when headers meet that much queued data. */
export const MAX_SESSION_MEMORY_MB = 1024;

/** Where a party's server takes the frames of a peer: one POST whose body never ends. */
export const PEER_PATH = '/peer/v1/frames';
