function select(label, name, options) {
  const box = el('select', {name}, ...options.map(([value, text]) => el('option', {value}, text)));
  box.addEventListener('change', () => change({...(name === 'shade' ? {page: state.page} : {}),
    ...(name === 'col' ? {val: valuesOf(box.value)[0] || ''} : {}), [name]: box.value}));
  return el('label', {}, label, box);
}

// The columns of the data that documents can be chosen by, and the values of one.
const columnNames = [...new Set(data.tasks.flatMap((task) => (task.columns || []).map(([name]) => name)))];
const valuesOf = (name) => [...new Set(data.tasks.flatMap((task) => (task.columns || []).filter(([of]) => of === name).flatMap(([, values]) => values)))];

const search = el('input', {type: 'search', name: 'q', autocomplete: 'off'});
const controls = el('form', {class: 'controls', role: 'search', 'aria-label': 'Samples'},
  el('label', {class: 'search'}, 'Search prompts, references and outputs', search),
  select('Task', 'task', [['', 'all tasks'], ...data.tasks.map((task) => [task.name, task.title])]),
  data.models ? select('Model', 'model', [['', 'all models'], ...data.models.map((name, i) => [String(i), name])]) : null,
  severalRuns ? select('Run', 'run', [['', 'any run'], ...data.runs.map((id, run) => [String(run), id])]) : null,
  select('Show', 'show', [['', 'everything'], ['right', 'right'], ['wrong', 'wrong'],
    ...(severalRuns ? [['differ', 'runs differ'], ['flipped', 'differs from\u2026']] : []), ['failed', 'failed'], ['empty', 'empty answer'],
    ['cut', 'cut at the token limit'], ['repetitive', 'repetitive answer'], ['no_match', 'filter found nothing'], ['truncated', 'prompt truncated']]),
  severalRuns ? select('from', 'with', [['', 'the second run'], ...data.runs.map((id, run) => [String(run), id])]) : null,
  data.shading ? select('Shading', 'shade', [['', 'none'], ['1', 'token probability']]) : null,
  columnNames.length ? select('Column', 'col', [['', 'any'], ...columnNames.map((name) => [name, name])]) : null,
  columnNames.length ? select('is', 'val', []) : null,
  select('Order', 'sort', [['', 'as in the data'], ...Object.entries(orders).filter(([name]) => severalRuns || !['difference', 'disagreement'].includes(name))
    .map(([name, [label]]) => [name, label])]));
const count = el('span', {role: 'status'});
const back = el('button', {type: 'button'}, 'Previous');
const forth = el('button', {type: 'button'}, 'Next');
const list = el('div', {});

const kept = new Set();  // cards that stay open while the list is drawn anew

function render() {
  const found = shownDocuments();
  if (state.doc !== '') {
    const index = found.findIndex((doc) => String(doc.id) === state.doc && doc.task.name === state.task);
    if (index >= 0) state.page = Math.floor(index / pageSize);
  }
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  state.page = Math.min(Math.max(state.page, 0), pages - 1);
  const first = state.page * pageSize;
  const shown = found.slice(first, first + pageSize);
  const open = new Set([...list.querySelectorAll('details[open]')].map((node) => node.id));
  const showTask = state.task === '' && data.tasks.length > 1;
  list.replaceChildren(listHead(showTask), ...shown.map((doc) => {
    const node = card(doc, showTask);
    node.addEventListener('toggle', () => {
      if (node.open && !kept.has(node.id)) writeAddress('#' + addressOf(doc));
      kept.delete(node.id);
    });
    if (open.has(node.id)) {
      kept.add(node.id);
      node.open = true;
    }
    return node;
  }));
  count.textContent = found.length === 0 ? 'No document matches'
    : (first + 1) + '\u2013' + (first + shown.length) + ' of ' + found.length + (found.length === 1 ? ' document' : ' documents');
  back.disabled = state.page === 0;
  forth.disabled = state.page === pages - 1;
  if (controls.elements.val) {
    controls.elements.val.closest('label').hidden = state.col === '';
    controls.elements.val.replaceChildren(...valuesOf(state.col).map((value) => el('option', {value}, value)));
  }
  for (const box of controls.elements) if (box.name && box !== document.activeElement) box.value = state[box.name];
  if (controls.elements.with) controls.elements.with.closest('label').hidden = state.show !== 'flipped';
}

function writeAddress(hash) {
  try { history.replaceState(null, '', hash); } catch { /* a page from disk may not; the view works without */ }
}

function change(part) {
  state = {...state, page: 0, doc: '', ...part};
  render();
  const kept = new URLSearchParams();
  for (const key of Object.keys(plain)) if (state[key] !== plain[key]) kept.set(key, state[key]);
  writeAddress('#' + (kept.toString() || 'samples'));
}

// An address with '=' tells of a view; any other is an ordinary anchor.
function followAddress() {
  const hash = location.hash.slice(1);
  if (!hash.includes('=')) return;
  const asked = new URLSearchParams(hash);
  state = {...plain};
  for (const key of Object.keys(plain)) if (asked.has(key)) state[key] = asked.get(key);
  state.page = Number(state.page) || 0;
  const there = (data.parts || []).find(([, task, from, to]) => task === state.task
    && (state.doc === '' || (Number(state.doc) >= from && Number(state.doc) <= to)));
  if (there && there[0] !== data.file && !(state.doc === '' && data.tasks.some((task) => task.name === state.task))) {
    location.href = there[0] + location.hash;
    return;
  }
  if (!data.tasks.some((task) => task.name === state.task)) state.task = '';
  if (!data.models || !(state.model in data.models)) state.model = '';
  if (!columnNames.includes(state.col)) state.col = state.val = '';
  for (const name of ['run', 'with']) if (!(state[name] in data.runs)) state[name] = '';
  render();
  const node = state.doc === '' ? null : document.getElementById('task=' + encodeURIComponent(state.task) + '&doc=' + state.doc);
  if (node) {
    node.open = true;
    node.querySelector('summary').focus({preventScroll: true});
  }
  (node || document.getElementById('samples')).scrollIntoView();
}

function turn(step) {
  change({page: state.page + step});
  document.getElementById('samples').scrollIntoView();
}

let waiting = 0;
search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => change({q: search.value}), 60);
});
controls.addEventListener('submit', (event) => event.preventDefault());
back.addEventListener('click', () => turn(-1));
forth.addEventListener('click', () => turn(1));
addEventListener('hashchange', followAddress);
document.getElementById('view').replaceChildren(controls, list, el('div', {class: 'pager'}, back, forth, count));
render();
