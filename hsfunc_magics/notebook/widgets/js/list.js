// The list of endpoints: one widget however many there are. Arrow keys choose, Enter goes to the form, Delete removes.

function span(name, text) {
  const node = document.createElement('span');
  node.className = name;
  node.textContent = text;
  return node;
}

function render({ model, el }) {
  const list = document.createElement('div');
  list.className = 'hsfunc-list';
  list.tabIndex = 0;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Endpoints');
  el.append(list);
  const prefix = `hsfunc-${Math.random().toString(36).slice(2)}`;

  function choose(index) {
    const last = model.get('items').length - 1;
    model.set('selected', Math.max(0, Math.min(last, index)));
    model.save_changes();
  }

  function mark() {
    const selected = model.get('selected');
    for (const [index, row] of [...list.children].entries()) {
      row.setAttribute('aria-selected', String(index === selected));
    }
    const row = list.children[selected];
    if (row === undefined) return;
    list.setAttribute('aria-activedescendant', row.id);
    // Only the list itself scrolls, never the notebook.
    if (row.offsetTop < list.scrollTop) list.scrollTop = row.offsetTop;
    const below = row.offsetTop + row.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
  }

  function draw() {
    list.replaceChildren(...model.get('items').map((item, index) => {
      const row = document.createElement('div');
      row.id = `${prefix}-${index}`;
      row.setAttribute('role', 'option');
      const methods = span('hsfunc-methods', '');
      methods.append(...item.methods.map((method) => span(`hsfunc-badge hsfunc-${method}`, method)));
      const name = span(item.plain ? 'hsfunc-name' : 'hsfunc-name hsfunc-code', item.name);
      name.title = item.name;
      row.append(name, methods);
      if (item.flag) row.append(span(`hsfunc-flag hsfunc-flag-${item.severity}`, item.flag));
      row.addEventListener('click', () => choose(index));
      return row;
    }));
    mark();
  }

  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const selected = model.get('selected');
    const page = Math.max(1, Math.floor(list.clientHeight / (list.children[0]?.offsetHeight || 1)) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) choose(selected + steps[event.key]);
    else if (event.key === 'Enter') model.send({ open: selected });
    else if (event.key === 'Delete') model.send({ remove: selected });
    else return;
    event.preventDefault();
  });
  model.on('change:items', draw);
  model.on('change:selected', mark);
  model.on('msg:custom', (message) => {
    if (message.focus) list.focus();
  });
  draw();
}

export default { render };
