import { availableParallelism } from 'node:os';

// Imported before everything else by the programs that run a host. libuv makes its pool at its first use and takes its size from the environment then: four
// threads unless told otherwise, however many cores decode photographs. Whoever sets it himself is obeyed.
const fewest = 4;
const most = 32;
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.min(Math.max(availableParallelism() + 2, fewest), most));
