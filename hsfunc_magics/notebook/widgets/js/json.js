// A field for JSON: plain, until somebody on the page has an editor for it. JupyterLab with our extension has.

function render({ model, el }) {
  const field = document.createElement('textarea');
  field.rows = 24;
  field.spellcheck = false;
  field.placeholder = model.get('placeholder');
  field.setAttribute('aria-label', model.get('name'));
  field.value = model.get('value');
  el.classList.add('hsfunc-json');
  el.append(field);

  let editor = null;
  let gone = false;
  function changed(text) {
    model.set('value', text);
    model.save_changes();
  }
  field.addEventListener('input', () => changed(field.value));
  function draw() {
    const text = model.get('value');
    if (editor !== null) editor.setText(text);
    else if (field.value !== text) field.value = text;
  }
  model.on('change:value', draw);

  function take(found) {
    if (gone) {
      found.dispose();
      return false;
    }
    const focused = document.activeElement === field;
    editor = found;
    field.remove();
    // What was typed or shown since it was asked for.
    draw();
    if (focused) requestAnimationFrame(() => el.querySelector('[contenteditable]')?.focus());
    return true;
  }
  const detail = { host: el, label: model.get('name'), text: model.get('value'), changed, take };
  document.dispatchEvent(new CustomEvent('hsfunc-json-editor', { detail }));

  return () => {
    gone = true;
    model.off('change:value', draw);
    editor?.dispose();
  };
}

export default { render };
