// What is shown of the samples: filter, order, page and open document, kept in the address.

const pageSize = 25;
const plain = {task: '', model: '', run: '', with: '', metric: '', show: '', col: '', val: '', q: '', sort: '', shade: '', page: 0, doc: ''};
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

// What may be amiss with an answer or its prompt, beside failing.
const healthKinds = ['empty', 'cut', 'repetitive', 'no_match', 'truncated'];

// Whether two runs have different values of one metric on a document.
function flipped(doc) {
  const metric = Number(state.metric) || 0;
  const value = (run) => (doc.runs[run] && doc.runs[run].s.length > metric ? doc.runs[run].s[metric] : null);
  const first = value(state.run || 0), second = value(state.with || 1);
  return first !== null && second !== null && first !== second;
}

// What a document has in a column of the data; undefined without it.
function columnValue(doc, name) {
  const column = (doc.task.columns || []).find(([of]) => of === name);
  return column && column[1][column[2][doc.index]];
}

function isShown(doc, words) {
  if (state.task && doc.task.name !== state.task) return false;
  if (state.col && columnValue(doc, state.col) !== state.val) return false;
  const asked = runsAsked();
  if (state.model !== '' && !asked.some((run) => doc.runs[run])) return false;
  if (state.show === 'differ' && !outcomesDiffer(doc)) return false;
  if (state.show === 'flipped' && !flipped(doc)) return false;
  if (healthKinds.includes(state.show) && !asked.some((run) => doc.runs[run] && (doc.runs[run].h || []).includes(state.show))) return false;
  if (['right', 'wrong', 'failed'].includes(state.show) && !asked.some((run) => statusOf(doc, run) === state.show)) return false;
  return words === '' || lowerText(doc).includes(words);
}

function shownDocuments() {
  const words = state.q.trim().toLowerCase();
  return ordered(documents.filter((doc) => isShown(doc, words)));
}
