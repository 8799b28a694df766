// Secrets that are declared and that the account lacks: a field for the value of each. A value goes to the kernel in a
// message, and nowhere else: it is no part of the widget's state, which a notebook may store.

function render({ model, el }) {
  el.classList.add('hsfunc-missing');

  function row(name) {
    const line = document.createElement('div');
    const told = document.createElement('span');
    told.textContent = `⚠ ${name} is not in the account.`;
    const field = document.createElement('input');
    field.type = 'password';
    field.autocomplete = 'off';
    field.placeholder = 'its value';
    field.setAttribute('aria-label', `Value of ${name}`);
    const add = document.createElement('button');
    add.type = 'button';
    add.className = 'jupyter-button';
    add.textContent = 'Add to the account';
    line.append(told, field, add);
    function send() {
      if (field.value === '') return;
      model.send({ add: name, value: field.value });
      field.value = '';
    }
    add.addEventListener('click', send);
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') send();
    });
    return line;
  }

  function draw() {
    // What is half typed stays, whatever else changes.
    const rows = new Map([...el.children].map((line) => [line.dataset.name, line]));
    const names = model.get('names');
    for (const [name, line] of rows) if (!names.includes(name)) line.remove();
    for (const name of names) {
      if (rows.has(name)) continue;
      const line = row(name);
      line.dataset.name = name;
      el.append(line);
    }
  }
  model.on('change:names', draw);
  draw();
}

export default { render };
