// What can be done with an open document: its row as JSON, copies, the next one.

// The whole row with names for its fields.
function rowOf(doc) {
  return {
    task: doc.task.name, document: doc.id, prompt: doc.start + doc.prompt, references: doc.references,
    choices: doc.choices.map(([lead, text, gold]) => ({text: lead + text, reference: Boolean(gold)})),
    columns: Object.fromEntries((doc.task.columns || []).map(([name, values, of]) => [name, values[of[doc.index]]])
      .filter(([, value]) => value !== undefined)),
    runs: doc.runs.map((entry, run) => entry && {
      run: data.runs[run],
      scores: Object.fromEntries(doc.task.metrics.map(([metric, filter], i) => [metric + (filter ? ',' + filter : ''), entry.s[i]])),
      answers: (entry.a || []).map(([text, stop, tokens]) => ({text, stop, tokens})),
      filtered: entry.f || [], choice_logprobs: entry.l || [], logprob: entry.p === undefined ? null : entry.p,
      failures: entry.x || [], health: entry.h || [], prompt_tokens: entry.c || 0, truncated_tokens: entry.t || 0,
    }).filter(Boolean),
  };
}

// A word of a shell's command line.
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'");

// In the folder of the run, where this page lies.
const explainCommand = (doc) => 'coldread explain . ' + quoted(doc.task.name) + ' ' + doc.id;

// A line that asks a run's model the same again, as far as its sampling is greedy.
function againCommand(doc, run) {
  const model = ' --model ' + quoted(data.paths[run]);
  const prompt = (doc.runs[run] && doc.runs[run].q) || doc.start + doc.prompt;
  const line = doc.choices.length
    ? {context: prompt + doc.choices[0][0], continuation: doc.choices[0][1]}
    : (doc.runs[run] && 'p' in doc.runs[run]) ? {text: prompt} : {prompt, ...((doc.task.how || [])[run] || {})};
  return "printf '%s\\n' " + quoted(JSON.stringify(line)) + ' | coldread ' + ('prompt' in line ? 'generate' : 'score') + model;
}

async function copy(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Copying is not allowed here';
  }
  setTimeout(() => { button.textContent = label; }, 1500);
}

function copyButton(label, made) {
  const button = el('button', {type: 'button'}, label);
  button.addEventListener('click', () => copy(made(), button));
  return button;
}

function actionsOf(doc) {
  const row = el('details', {class: 'row'}, el('summary', {}, 'The whole row as JSON'));
  row.addEventListener('toggle', () => {
    if (row.open && !row.querySelector('pre')) row.append(el('pre', {class: 'text code', tabindex: '0'}, JSON.stringify(rowOf(doc), null, 2)));
  });
  const step = (label, by) => {
    const button = el('button', {type: 'button'}, label);
    button.addEventListener('click', () => moveBy(by));
    return button;
  };
  return el('div', {class: 'actions'}, row, el('p', {}, step('Previous (k)', -1), step('Next (j)', 1),
    copyButton('Copy as JSON', () => JSON.stringify(rowOf(doc))), copyButton('Copy explain command', () => explainCommand(doc)),
    data.paths ? copyButton('Copy line to ask again', () => againCommand(doc, runsAsked().find((run) => doc.runs[run]) || 0)) : null));
}

// Opens the document before or after the one that is open, over the ends of a page too.
function moveBy(step) {
  const nodes = [...list.querySelectorAll('.doc')];
  const at = nodes.findIndex((node) => node.open);
  let next = at < 0 ? (step > 0 ? 0 : nodes.length - 1) : at + step;
  if (next < 0 || next >= nodes.length) {
    if ((step > 0 ? forth : back).disabled) return;
    change({page: state.page + step});
    const turned = [...list.querySelectorAll('.doc')];
    next = step > 0 ? 0 : turned.length - 1;
    return openOnly(turned, next);
  }
  openOnly(nodes, next);
}

function openOnly(nodes, index) {
  nodes.forEach((node, i) => { node.open = i === index; });
  if (!nodes[index]) return;
  nodes[index].querySelector('summary').focus({preventScroll: true});
  nodes[index].scrollIntoView({block: 'start'});
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest && event.target.closest('input, select, textarea, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !['j', 'k'].includes(event.key)) return;
  event.preventDefault();
  moveBy(event.key === 'j' ? 1 : -1);
});
