'use strict';
// process.memoryUsage where the fence closes /proc, from which Node reads the resident size: V8 tells what the function
// has, and what Node has besides is what it had when the function came.

const v8 = require('node:v8');

// What Node 20 has besides V8's memory; a process that was still starting when it was looked at had less.
const LEAST_BESIDE = 40e6;

const usual = process.memoryUsage;
let beside = 0;

function used() {
  const heap = v8.getHeapStatistics();
  return heap.total_heap_size + heap.malloced_memory + heap.external_memory;
}

/** Of external memory nothing tells which part is buffers: all of it counts as such. */
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
