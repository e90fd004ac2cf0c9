// The form that sample data has in the page, with names.
const documents = data.tasks.flatMap((task) => task.docs.map((doc, index) => ({
  task, index, id: doc[0], start: doc[1] < 0 ? '' : task.starts[doc[1]], prompt: doc[2], references: doc[3],
  choices: doc[4], runs: doc[5], lowerText: null,
})));

const colourOf = (run) => (data.colours || [])[run] || 'c' + run % 7;

function runName(run) {
  return el('span', {class: 'run'}, el('i', {class: 'dot ' + colourOf(run)}), el('bdi', {}, data.runs[run]));
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
  return el('span', {class: 'mark'}, severalRuns ? el('i', {class: 'dot ' + colourOf(run)}) : null, label);
}

// Of many runs: how many are right, or what they score on average.
const fewMarks = 6;

function marksOf(doc, runs) {
  if (runs.length <= fewMarks) return runs.map((run) => markOf(doc, run));
  const counts = {right: 0, wrong: 0, failed: 0, scored: 0, absent: 0};
  for (const run of runs) counts[statusOf(doc, run)] += 1;
  const judged = counts.right + counts.wrong;
  const failed = counts.failed ? el('span', {class: 'bad'}, ' ' + counts.failed + ' failed') : null;
  if (judged) return [el('span', {class: 'mark'}, el('span', {class: counts.right ? 'good' : 'bad'}, counts.right + ' of ' + judged + ' right'), failed)];
  const scores = runs.map((run) => doc.runs[run] && doc.runs[run].s[0]).filter((value) => typeof value === 'number');
  return [el('span', {class: 'mark'}, scores.length ? 'mean ' + columnScore(scores.reduce((sum, value) => sum + value, 0) / scores.length) : null, failed)];
}

// What was to be said: the reference, or the choice that is it.
function expected(doc) {
  const gold = doc.choices.length === 1 ? doc.choices[0] : doc.choices.find((choice) => choice[2]);
  const line = oneLine(gold ? gold[1] : doc.references[0] || '');
  return line.length > 40 ? line.slice(0, 40).join('') + '\u2026' : line.join('');
}
