'use strict';
// The first file of a worker that runs the function's own file.

delete require.cache[__filename];
require('./worker.js').runProgram();
