// A comparison's counts lead to the documents behind them.
for (const cell of document.querySelectorAll('.changes .flips')) {
  const {task, run, metric, filter} = cell.dataset;
  const known = data.tasks.find((one) => one.name === task);
  if (!known) continue;
  const button = el('button', {type: 'button', title: 'Show these documents'}, ...cell.childNodes);
  const exact = known.metrics.findIndex(([name, of]) => name === metric && (of || 'none') === filter);
  const index = exact >= 0 ? exact : known.metrics.findIndex(([name]) => name === metric);
  button.addEventListener('click', () => {
    change({task, model: '', run, with: cell.dataset.with, metric: index > 0 ? String(index) : '', show: 'flipped'});
    document.getElementById('samples').scrollIntoView();
  });
  cell.append(button);
}

// The scores in the order of one column: of arms rows, of tasks their first metrics.
const valueIn = (row, column) => {
  const cell = row.cells[column];
  const value = cell && cell.querySelector('.value');
  const number = value ? parseFloat(value.textContent.replace('\u2212', '-')) : NaN;
  return Number.isNaN(number) ? null : number;
};
for (const head of document.querySelectorAll('.scores thead th.score')) {
  const table = head.closest('table');
  const armsAreRows = table.classList.contains('arms') || table.classList.contains('parts-of');
  const body = table.tBodies[0];
  const items = armsAreRows ? [...body.rows] : [...table.tBodies];
  const column = [...head.parentNode.children].indexOf(head);
  const valueOf = (item) => (armsAreRows ? valueIn(item, column) : valueIn(item.rows[0], column));
  const button = el('button', {type: 'button', title: 'Sort by this column'}, '\u2195');
  button.setAttribute('aria-label', 'Sort by ' + head.textContent.trim());
  const small = head.querySelector('small');
  small ? small.before(' ', button) : head.append(' ', button);
  button.addEventListener('click', () => {
    const next = {descending: 'ascending', ascending: null}[head.getAttribute('aria-sort')];
    const order = next === undefined ? 'descending' : next;
    for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
    const sign = order === 'ascending' ? 1 : -1;
    const keyed = items.map((item) => [valueOf(item), item]);
    if (order !== null) {
      head.setAttribute('aria-sort', order);
      keyed.sort((a, b) => (a[0] === null) - (b[0] === null) || sign * (a[0] - b[0]));
    }
    (armsAreRows ? body : table).append(...keyed.map((pair) => pair[1]));
    if (!armsAreRows && table.tFoot) table.append(table.tFoot);
  });
}

// Many arms are found by their names.
const manyArms = document.querySelectorAll('#scores .arms tbody tr').length > 20;
if (manyArms) {
  const find = el('input', {type: 'search', autocomplete: 'off'});
  const tables = document.querySelectorAll('#scores .scroll');
  tables[0].before(el('p', {class: 'find'}, el('label', {}, 'Find ', find)));
  find.addEventListener('input', () => {
    const words = find.value.trim().toLowerCase();
    for (const row of document.querySelectorAll('#scores .arms tbody tr')) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(words);
    }
    for (const part of document.querySelectorAll('#scores > details')) part.open = words !== '';
  });
}
