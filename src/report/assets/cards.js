function markedText(doc, base, own) {
  const words = wordsOf(own);
  const changed = changedWords(wordsOf(base), words);
  const box = textBox(doc);
  words.forEach((word, i) => box.append(changed.has(i) && word.trim() ? el('mark', {}, word) : word));
  box.append(own.slice(words.join('').length));
  return box;
}

// The run that a document's other answers are marked against: the first that answered.
const baseOf = (doc) => doc.runs.findIndex((entry) => entry && entry.a);

function answerBox(doc, run, i) {
  const entry = doc.runs[run];
  const text = entry.a[i][0];
  if (state.shade && i === 0 && entry.w) return shadedText(doc, text, entry.w);
  const base = baseOf(doc);
  const other = base >= 0 && base !== run && doc.runs[base].a[i];
  return other ? markedText(doc, other[0], text) : textBox(doc, text);
}

// lang '' says that the language is unknown.
const textBox = (doc, ...content) => el('div', {class: 'text', dir: 'auto', lang: doc.task.lang || ''}, ...content);

// The few-shot part stands folded before the document's own.
function promptBox(doc) {
  if (!doc.start) return textBox(doc, doc.prompt);
  const button = el('button', {class: 'fold', type: 'button', 'aria-expanded': 'false'},
    '\u2026 ' + Array.from(doc.start).length + ' characters of examples \u2026');
  const box = textBox(doc, button, '\n\n', doc.prompt);
  button.addEventListener('click', () => { box.replaceChildren(doc.start, doc.prompt); });
  return box;
}

function choiceTable(doc) {
  const several = doc.choices.length > 1;
  const column = (content) => el('th', {scope: 'col', class: 'number'}, content);
  const head = el('tr', {}, el('th', {scope: 'col'}, several ? 'Choice' : 'Continuation'));
  data.runs.forEach((_, run) => head.append(column(severalRuns ? runName(run) : 'ln p')));
  if (!severalRuns) head.append(column('per character'), column('tokens'));
  const body = el('tbody', {});
  doc.choices.forEach(([lead, text, gold], i) => {
    const row = el('tr', {class: gold ? 'gold' : 'other'}, el('th', {scope: 'row'},
      el('bdi', {}, el('span', {class: 'lead'}, lead), text), gold ? el('small', {}, ' reference') : null));
    doc.runs.forEach((entry) => {
      const value = entry && entry.l ? entry.l[i] : null;
      const likeliest = several && value !== null && (entry.b || 0) === i;
      row.append(el('td', {class: likeliest ? 'number likeliest' : 'number'},
        value === null ? '\u2013' : (likeliest ? '\u25B8 ' : '') + number(value, 3)));
    });
    if (!severalRuns) {
      const entry = doc.runs[0];
      const value = entry && entry.l ? entry.l[i] : null;
      const characters = Math.max(Array.from(text.trimStart()).length, 1);
      row.append(el('td', {class: 'number'}, value === null ? '\u2013' : number(value / characters, 3)),
        el('td', {class: 'number'}, entry && entry.k ? String(entry.k[i]) : '0'));
    }
    body.append(row);
  });
  return el('div', {class: 'scroll'}, el('table', {class: 'choices'},
    el('caption', {}, several ? 'ln p of each choice; \u25B8 is the likeliest' : 'ln p of the continuation'),
    el('thead', {}, head), body));
}

function metaLine(doc, entry) {
  const parts = [];
  doc.task.metrics.forEach(([metric, filter, value], i) => {
    if (entry.s[i] !== null) parts.push((value || metric) + (filter ? ' (' + filter + ') ' : ' ') + score(entry.s[i]));
  });
  if (doc.choices.length === 1 && entry.l && entry.l[0] !== null) {
    parts.push(entry.g ? "the model's own first choice" : "not the model's first choice");
  }
  const answers = entry.a || [];
  for (const [, stop] of answers) parts.push('stopped at ' + stopLabels[stop]);
  if ('p' in entry) parts.push('ln p ' + number(entry.p, 3));
  const tokens = answers.reduce((sum, answer) => sum + answer[2], entry.n || 0);
  if (entry.c) parts.push(entry.c + ' prompt tokens' + (tokens > 0 ? ' + ' + tokens : ''));
  else if (tokens > 0) parts.push(tokens + ' tokens');
  if (entry.d) {
    const [at, own, base] = entry.d;
    const said = own === '' ? 'ends' : '\u201C' + own + '\u201D';
    parts.push('diverges from ' + data.runs[baseOf(doc)] + ' at token ' + at + ': ' + said + ' where it ' + (base === '' ? 'ends' : 'says \u201C' + base + '\u201D'));
  }
  if (entry.t) parts.push('prompt cut by ' + entry.t + ' tokens');
  return parts.join(' \u00B7 ');
}

function answerOf(doc, run) {
  const entry = doc.runs[run];
  const answers = entry.a || [];
  const box = el('div', {class: 'answer'}, el('h4', {}, severalRuns ? runName(run) : answers.length ? 'Output' : 'Result'));
  if ('q' in entry) box.append(el('p', {class: 'label'}, "This run's own prompt"), textBox(doc, entry.q));
  if (entry.r) box.append(el('p', {class: 'label'}, "This run's own reference"), ...entry.r.map((text) => textBox(doc, text)));
  if (entry.o) box.append(el('p', {class: 'label'}, "This run's own choices, ln p"));
  for (const [text, value, gold] of entry.o || []) {
    box.append(el('p', {class: 'filtered'}, el('bdi', {}, text), ' ' + (value === null ? '\u2013' : number(value, 3)) + (gold ? ' reference' : '')));
  }
  answers.forEach((_, i) => box.append(answerBox(doc, run, i)));
  for (const [filter, text] of entry.f || []) {
    box.append(el('p', {class: 'filtered'}, el('span', {}, filter), ' ', el('bdi', {}, text)));
  }
  for (const failure of entry.x || []) box.append(el('p', {class: 'failure'}, 'Failed: ' + failure));
  box.append(el('p', {class: 'meta'}, metaLine(doc, entry)));
  return box;
}

function cardBody(doc) {
  const rolling = doc.runs.some((entry) => entry && 'p' in entry);
  const body = el('div', {class: 'body'}, el('h4', {}, rolling ? 'Text' : 'Prompt'), promptBox(doc));
  if (doc.references.length) body.append(el('h4', {}, doc.references.length === 1 ? 'Reference' : 'References'), ...doc.references.map((text) => textBox(doc, text)));
  if (doc.choices.length) body.append(choiceTable(doc));
  const answers = el('div', {class: 'answers'});
  doc.runs.forEach((entry, run) => { if (entry && isOfModel(run)) answers.append(answerOf(doc, run)); });
  body.append(answers, actionsOf(doc));
  return body;
}

// Whether a run is of the model asked for.
const isOfModel = (run) => state.model === '' || data.of[run] === Number(state.model);

const addressOf = (doc) => 'task=' + encodeURIComponent(doc.task.name) + '&doc=' + doc.id;

// The runs whose answers have a column in the list: one or two.
const saidRuns = data.runs.length <= 2 ? data.runs.map((_, run) => run) : [];
const showsExpected = documents.some((doc) => expected(doc) !== '');

// The heads of the list's columns.
function listHead(showTask) {
  return el('div', {class: 'dochead', 'aria-hidden': 'true'}, el('span', {class: 'no'}, 'No.'), showTask ? el('span', {class: 'name'}, 'Task') : null,
    el('span', {class: 'ask'}, 'Prompt, its end'), showsExpected ? el('span', {class: 'said'}, 'Expected') : null,
    ...saidRuns.map((run) => el('span', {class: 'said'}, severalRuns ? data.runs[run] : 'Answer')), el('span', {class: 'marks'}, 'Verdict'));
}

// The body is made when the card is first opened.
function card(doc, showTask) {
  const node = el('details', {class: 'doc', id: addressOf(doc)}, el('summary', {},
    el('span', {class: 'no'}, String(doc.id)),
    showTask ? el('span', {class: 'name'}, el('bdi', {}, doc.task.title)) : null,
    el('span', {class: 'ask'}, el('bdi', {}, excerpt(doc.prompt))),
    showsExpected ? el('span', {class: 'said expected'}, el('bdi', {}, expected(doc))) : null,
    ...saidRuns.map((run) => el('span', {class: 'said'}, el('bdi', {}, said(doc, run)))),
    el('span', {class: 'marks'}, ...marksOf(doc, doc.runs.map((_, run) => run).filter(isOfModel)))));
  node.addEventListener('toggle', () => {
    if (node.open && !node.querySelector('.body')) node.append(cardBody(doc));
  });
  return node;
}
