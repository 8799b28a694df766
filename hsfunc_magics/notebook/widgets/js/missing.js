// Secrets that are declared and that the account lacks: a field for the value of each. A value goes to the kernel in a
// message, and nowhere else: it is no part of the widget's state, which a notebook may store.

function render({ model, el }) {
  el.classList.add('hsfunc-missing');

  function row(name) {
    const form = document.createElement('form');
    const told = document.createElement('span');
    told.textContent = `⚠ ${name} is not in the account.`;
    const field = document.createElement('input');
    field.type = 'password';
    field.autocomplete = 'off';
    field.placeholder = 'its value';
    field.setAttribute('aria-label', `Value of ${name}`);
    const add = document.createElement('button');
    add.className = 'jupyter-button';
    add.textContent = 'Add to the account';
    form.append(told, field, add);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (field.value === '') return;
      model.send({ add: name, value: field.value });
      field.value = '';
    });
    return form;
  }

  function draw() {
    // What is half typed stays, whatever else changes.
    const rows = new Map([...el.children].map((form) => [form.dataset.name, form]));
    const names = model.get('names');
    for (const [name, form] of rows) if (!names.includes(name)) form.remove();
    for (const name of names) {
      if (rows.has(name)) continue;
      const form = row(name);
      form.dataset.name = name;
      el.append(form);
    }
  }
  model.on('change:names', draw);
  draw();
}

export default { render };
