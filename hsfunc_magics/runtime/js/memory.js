'use strict';
// Replaces process.memoryUsage where the fence closes /proc, from which Node reads the resident size. The size is
// computed instead: V8's memory, plus what Node had besides. Node's module for it takes 5 ms to load: only where asked.

// What Node 20 has besides V8's memory; a process that was still starting when it was looked at had less.
const LEAST_BESIDE = 40e6;

const usual = process.memoryUsage;
// The size of the process when the function was loaded, as it was seen from outside.
let resident = 0;
let beside = null;

function statistics() {
  return require('node:v8').getHeapStatistics();
}

function used(heap) {
  return heap.total_heap_size + heap.malloced_memory + heap.external_memory;
}

function size(heap) {
  // What the function has taken by now is no more than what is left out here.
  if (beside === null) beside = Math.max(resident - used(heap), LEAST_BESIDE);
  return beside + used(heap);
}

/** Nothing says which part of external memory is buffers: all of it counts as buffers. */
function counted() {
  const heap = statistics();
  return {
    rss: size(heap),
    heapTotal: heap.total_heap_size,
    heapUsed: heap.used_heap_size,
    external: heap.external_memory,
    arrayBuffers: heap.external_memory,
  };
}

/** Replaces process.memoryUsage where it fails. `now`: the size of the process, as it is seen from outside. */
function tellMemory(now) {
  try {
    usual.rss();
  } catch {
    resident = now;
    process.memoryUsage = function memoryUsage() {
      return counted();
    };
    process.memoryUsage.rss = function rss() {
      return size(statistics());
    };
  }
}

module.exports = { tellMemory };
