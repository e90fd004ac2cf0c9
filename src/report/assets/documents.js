// The form that sample data has in the page, with names.
const documents = data.tasks.flatMap((task) => task.docs.map((doc) => ({
  task, id: doc[0], start: doc[1] < 0 ? '' : task.starts[doc[1]], prompt: doc[2], references: doc[3],
  choices: doc[4], runs: doc[5], lowerText: null,
})));

function runName(run) {
  return el('span', {class: 'run'}, el('i', {class: 'dot c' + run % 7}), el('bdi', {}, data.runs[run]));
}

// 'right', 'wrong', 'failed', 'scored' or 'absent'.
function statusOf(doc, run) {
  const entry = doc.runs[run];
  if (!entry) return 'absent';
  if (entry.x) return 'failed';
  const verdict = doc.task.verdict < 0 ? null : entry.s[doc.task.verdict];
  return verdict === null ? 'scored' : verdict === 1 ? 'right' : 'wrong';
}

function markOf(doc, run) {
  const entry = doc.runs[run];
  const status = statusOf(doc, run);
  let label = null;
  if (status === 'failed') label = el('span', {class: 'bad'}, 'failed');
  else if (status === 'right') label = el('span', {class: 'good'}, '\u2713 right');
  else if (status === 'wrong') label = el('span', {class: 'bad'}, '\u2717 wrong');
  else if (entry && entry.s.length && entry.s[0] !== null) label = el('span', {}, (doc.task.metrics[0][2] === 'ln p' ? 'ln p ' : '') + columnScore(entry.s[0]));
  else if (entry && 'p' in entry) label = el('span', {}, 'ln p ' + number(entry.p, 1));
  return el('span', {class: 'mark'}, severalRuns ? el('i', {class: 'dot c' + run % 7}) : null, label);
}
