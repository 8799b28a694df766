/** What jsdom does not have and Lumino asks for when it is loaded. */

class DragEventOfTests extends MouseEvent {}

Object.assign(globalThis, { DragEvent: DragEventOfTests });
