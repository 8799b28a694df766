// A text that is only read, and a button that copies it. Where a page may not reach the clipboard the text is selected:
// the next Ctrl-C has it.

const SECONDS = 1.5;

function copied(field) {
  field.focus();
  field.select();
  return document.execCommand('copy');
}

function render({ model, el }) {
  const field = document.createElement('textarea');
  field.className = 'hsfunc-copy';
  field.readOnly = true;
  field.spellcheck = false;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'jupyter-button hsfunc-copy-button';
  button.textContent = 'Copy';
  button.setAttribute('aria-live', 'polite');
  el.classList.add('hsfunc-copying');
  el.append(field, button);

  let timer;
  function say(text) {
    clearTimeout(timer);
    button.textContent = text;
    timer = setTimeout(() => { button.textContent = 'Copy'; }, SECONDS * 1000);
  }
  button.addEventListener('click', async () => {
    const text = model.get('text');
    try {
      await navigator.clipboard.writeText(text);
      say('Copied');
    } catch {
      const done = copied(field);
      if (done) button.focus();
      say(done ? 'Copied' : 'Press Ctrl-C');
    }
  });

  function draw() {
    const text = model.get('text');
    field.value = text;
    field.rows = Math.min(12, Math.max(2, text.split('\n').length + Math.floor(text.length / 90)));
    field.setAttribute('aria-label', model.get('name'));
    el.hidden = text === '';
  }
  model.on('change:text', draw);
  model.on('change:name', draw);
  draw();
  return () => clearTimeout(timer);
}

export default { render };
