'use strict';
// Replaces process.memoryUsage where the fence closes /proc, from which Node reads the resident size. The size is
// computed instead: V8's memory, plus what Node had besides when the function was loaded.

const v8 = require('node:v8');

// What Node 20 has besides V8's memory; a process that was still starting when it was looked at had less.
const LEAST_BESIDE = 40e6;

const usual = process.memoryUsage;
let beside = 0;

function used() {
  const heap = v8.getHeapStatistics();
  return heap.total_heap_size + heap.malloced_memory + heap.external_memory;
}

/** Nothing says which part of external memory is buffers: all of it counts as buffers. */
function counted() {
  const heap = v8.getHeapStatistics();
  return {
    rss: beside + used(),
    heapTotal: heap.total_heap_size,
    heapUsed: heap.used_heap_size,
    external: heap.external_memory,
    arrayBuffers: heap.external_memory,
  };
}

/** Replaces process.memoryUsage where it fails. `resident`: the size of the process now, as it is seen from outside. */
function tellMemory(resident) {
  try {
    usual.rss();
  } catch {
    beside = Math.max(resident - used(), LEAST_BESIDE);
    process.memoryUsage = function memoryUsage() {
      return counted();
    };
    process.memoryUsage.rss = function rss() {
      return counted().rss;
    };
  }
}

module.exports = { tellMemory };
