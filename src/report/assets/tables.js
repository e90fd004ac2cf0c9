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

// The scoreboard's tasks in the order of one run's first metric.
for (const head of document.querySelectorAll('.scores thead th.score')) {
  const table = head.closest('table');
  const bodies = [...table.tBodies];
  const column = [...head.parentNode.children].indexOf(head);
  const button = el('button', {type: 'button', title: 'Sort by this run'}, ...head.childNodes);
  const value = (body) => parseFloat(body.rows[0].cells[column].textContent.replace(/^\u25CF\u2009/, '')) || 0;
  head.append(button);
  button.addEventListener('click', () => {
    const next = {descending: 'ascending', ascending: null}[head.getAttribute('aria-sort')];
    const order = next === undefined ? 'descending' : next;
    for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
    const sorted = order === null ? bodies
      : [...bodies].sort((a, b) => (order === 'ascending' ? 1 : -1) * (value(a) - value(b)));
    if (order !== null) head.setAttribute('aria-sort', order);
    table.append(...sorted);
  });
}
