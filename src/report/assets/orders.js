// In which orders documents are shown. Each gives a number, the largest first, or null, which comes last.

const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);
const entriesOf = (doc) => runsAsked().map((run) => doc.runs[run]).filter(Boolean);
const scoresOf = (doc) => entriesOf(doc).map((entry) => entry.s[0]).filter((value) => typeof value === 'number');

// The mean of the first score over the runs asked for.
const sortKey = (doc) => mean(scoresOf(doc));

function spreadOf(doc) {
  const scores = scoresOf(doc);
  return scores.length > 1 ? Math.max(...scores) - Math.min(...scores) : null;
}

// The share of runs whose outcome is not the commonest one.
function disagreementOf(doc) {
  const counts = new Map();
  const entries = entriesOf(doc);
  for (const entry of entries) {
    const outcome = entry.a ? entry.a[0][0] : entry.l ? entry.b || 0 : entry.s[0];
    counts.set(outcome, (counts.get(outcome) || 0) + 1);
  }
  return entries.length > 1 ? 1 - Math.max(...counts.values()) / entries.length : null;
}

const goldOf = (doc) => doc.choices.findIndex((choice) => choice[2]);

// Nats a token that the reference, the text or the answer surprises with.
function surpriseOf(doc) {
  const gold = goldOf(doc);
  return mean(entriesOf(doc).map((entry) => {
    if (entry.p !== undefined && entry.n) return -entry.p / entry.n;
    if (entry.l && gold >= 0 && entry.l[gold] !== null) return -entry.l[gold] / Math.max((entry.k || [])[gold] || 1, 1);
    return entry.w && entry.w[1].length ? -mean(entry.w[1].map((value) => value || 0)) : null;
  }).filter((value) => value !== null));
}

// How much likelier a wrong choice is than the reference, in nats; the surest error first.
function wrongMarginOf(doc) {
  const gold = goldOf(doc);
  if (gold < 0) return null;
  const margins = entriesOf(doc).filter((entry) => entry.l && entry.l[gold] !== null && (entry.b || 0) !== gold)
    .map((entry) => entry.l[entry.b || 0] - entry.l[gold]);
  return margins.length ? Math.max(...margins) : null;
}

const lengthOf = (doc) => mean(entriesOf(doc).map((entry) => (entry.a ? entry.a[0][2] : entry.n || entry.c || 0)));

const negated = (value) => (value === null ? null : -value);
const orders = {
  low: ['lowest score first', (doc) => negated(sortKey(doc))],
  high: ['highest score first', sortKey],
  difference: ['largest difference first', spreadOf],
  disagreement: ['most disagreement first', disagreementOf],
  surprise: ['most surprising first', surpriseOf],
  sure: ['confidently wrong first', wrongMarginOf],
  long: ['longest first', lengthOf],
};

function ordered(found) {
  if (!(state.sort in orders)) return found;
  const keyed = found.map((doc) => [orders[state.sort][1](doc), doc]);
  keyed.sort((a, b) => (a[0] === null) - (b[0] === null) || b[0] - a[0]);
  return keyed.map((pair) => pair[1]);
}
