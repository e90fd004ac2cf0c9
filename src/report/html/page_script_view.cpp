#include "report/html/page_script.h"

namespace coldread {

std::string_view page_script_view() {
  return R"js(
// What is shown of the samples: filter, order, page and open document, kept in the address.

const pageSize = 25;
const plain = {task: '', model: '', run: '', with: '', metric: '', show: '', q: '', sort: '', shade: '', page: 0, doc: ''};
let state = {...plain};

const runsAsked = () => (state.run === '' ? data.runs.map((_, run) => run).filter(isOfModel) : [Number(state.run)]);

// Everything of a document that a search reads, in lower case; made on the first search.
function lowerText(doc) {
  if (doc.lowerText === null) {
    const parts = [doc.prompt, ...doc.references, ...doc.choices.map((choice) => choice[0] + choice[1])];
    for (const entry of doc.runs) {
      if (!entry) continue;
      for (const answer of entry.a || []) parts.push(answer[0]);
      parts.push(...(entry.x || []));
    }
    doc.lowerText = parts.join('\n').toLowerCase();
  }
  return doc.lowerText;
}

function outcomesDiffer(doc) {
  const outcomes = doc.runs.map((entry, run) => statusOf(doc, run) + ':' + (entry && entry.s.length ? entry.s[0] : ''))
    .filter((_, run) => isOfModel(run));
  return new Set(outcomes).size > 1;
}

// Whether two runs have different values of one metric on a document.
function flipped(doc) {
  const metric = Number(state.metric) || 0;
  const value = (run) => (doc.runs[run] && doc.runs[run].s.length > metric ? doc.runs[run].s[metric] : null);
  const first = value(state.run || 0), second = value(state.with || 1);
  return first !== null && second !== null && first !== second;
}

function isShown(doc, words) {
  if (state.task && doc.task.name !== state.task) return false;
  const asked = runsAsked();
  if (state.model !== '' && !asked.some((run) => doc.runs[run])) return false;
  if (state.show === 'differ' && !outcomesDiffer(doc)) return false;
  if (state.show === 'flipped' && !flipped(doc)) return false;
  if (state.show === 'long' && !asked.some((run) => doc.runs[run] && (doc.runs[run].a || []).some((answer) => answer[1] === 'length'))) return false;
  if (state.show === 'cut' && !asked.some((run) => doc.runs[run] && doc.runs[run].t)) return false;
  if (['right', 'wrong', 'failed'].includes(state.show) && !asked.some((run) => statusOf(doc, run) === state.show)) return false;
  return words === '' || lowerText(doc).includes(words);
}

// The mean of the first score over the runs asked for; documents without one come last.
function sortKey(doc) {
  const values = runsAsked().map((run) => doc.runs[run] && doc.runs[run].s[0]).filter((value) => typeof value === 'number');
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

function shownDocuments() {
  const words = state.q.trim().toLowerCase();
  const found = documents.filter((doc) => isShown(doc, words));
  if (!state.sort) return found;
  const sign = state.sort === 'low' ? 1 : -1;
  const keyed = found.map((doc) => [sortKey(doc), doc]);
  keyed.sort((a, b) => (a[0] === null) - (b[0] === null) || sign * (a[0] - b[0]));
  return keyed.map((pair) => pair[1]);
}

function select(label, name, options) {
  const box = el('select', {name}, ...options.map(([value, text]) => el('option', {value}, text)));
  box.addEventListener('change', () => change({...(name === 'shade' ? {page: state.page} : {}), [name]: box.value}));
  return el('label', {}, label, box);
}

const search = el('input', {type: 'search', name: 'q', autocomplete: 'off'});
const controls = el('form', {class: 'controls', role: 'search', 'aria-label': 'Samples'},
  el('label', {class: 'search'}, 'Search prompts, references and outputs', search),
  select('Task', 'task', [['', 'all tasks'], ...data.tasks.map((task) => [task.name, task.title])]),
  data.models ? select('Model', 'model', [['', 'all models'], ...data.models.map((name, i) => [String(i), name])]) : null,
  severalRuns ? select('Run', 'run', [['', 'any run'], ...data.runs.map((id, run) => [String(run), id])]) : null,
  select('Show', 'show', [['', 'everything'], ['right', 'right'], ['wrong', 'wrong'],
    ...(severalRuns ? [['differ', 'runs differ'], ['flipped', 'differs from\u2026']] : []), ['failed', 'failed'], ['cut', 'prompt cut'],
    ['long', 'stopped at the token limit']]),
  severalRuns ? select('from', 'with', [['', 'the second run'], ...data.runs.map((id, run) => [String(run), id])]) : null,
  data.shading ? select('Shading', 'shade', [['', 'none'], ['1', 'token probability']]) : null,
  select('Order', 'sort', [['', 'as in the data'], ['low', 'lowest score first'], ['high', 'highest score first']]));
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
  list.replaceChildren(...shown.map((doc) => {
    const node = card(doc, state.task === '' && data.tasks.length > 1);
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

// Light, dark, or as the system has it.
const themes = ['system', 'light', 'dark'];
const themeButton = el('button', {type: 'button', class: 'theme'});
function setTheme(theme) {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
  themeButton.textContent = 'Theme: ' + theme;
  themeButton.dataset.now = theme;
}
themeButton.addEventListener('click', () => setTheme(themes[(themes.indexOf(themeButton.dataset.now) + 1) % themes.length]));
document.querySelector('nav').append(themeButton);
setTheme('system');

// Paper cannot unfold.
addEventListener('beforeprint', () => {
  for (const node of list.querySelectorAll('details')) {
    node.open = true;
    node.dispatchEvent(new Event('toggle'));
  }
});

followAddress();
)js";
}

}  // namespace coldread
