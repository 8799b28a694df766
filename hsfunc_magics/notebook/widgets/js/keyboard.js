// Keeps the notebook's shortcuts away from the widgets around it: without it an arrow key in a list would leave the
// cell, and an x on a checkbox would cut it. Outside text fields, Ctrl-Z and Ctrl-Shift-Z are the editor's own.
// A question of the kernel is answered at once: what was typed before it came has been sent by then.

const SUPPRESS = 'data-lm-suppress-shortcuts';
const TEXT_FIELDS = 'textarea, select, [contenteditable=true], input:not([type=checkbox])';

function initialize({ model }) {
  model.on('msg:custom', ({ asked }) => asked !== undefined && model.send({ asked }));
}

// A response is drawn a little after the kernel has told of it, and drawing may go on.
const DRAWING = 2000;

function bringIntoView(node) {
  const show = () => node.scrollIntoView({ block: 'nearest' });
  const drawn = new ResizeObserver(show);
  drawn.observe(node);
  setTimeout(() => drawn.disconnect(), DRAWING);
}

function render({ model, el }) {
  el.style.display = 'none';

  function onMessage({ show }) {
    const node = show && el.closest(`.${model.get('area')}`)?.querySelector(`.${show}`);
    if (node) bringIntoView(node);
  }

  function onKey(event) {
    const area = el.closest(`.${model.get('area')}`);
    if (area === null || !(event.target instanceof Element) || !area.contains(event.target)) return;
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    // On the very element that has the key: some shortcuts are bound to whatever has the focus.
    // Saving the notebook stays what it is everywhere.
    event.target.toggleAttribute(SUPPRESS, !(command && key === 's'));
    if (command && key === 'z' && !event.target.matches(TEXT_FIELDS)) {
      event.preventDefault();
      model.send({ undo: !event.shiftKey });
    }
  }

  // Before JupyterLab, which listens on the document in the same phase.
  window.addEventListener('keydown', onKey, true);
  model.on('msg:custom', onMessage);
  model.send({ shown: true });
  return () => {
    window.removeEventListener('keydown', onKey, true);
    model.off('msg:custom', onMessage);
  };
}

export default { initialize, render };
