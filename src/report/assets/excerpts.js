const oneLine = (text) => Array.from(text.trim().replace(/\s+/g, ' '));

function excerpt(text) {
  const line = oneLine(text);
  if (line.length <= 100) return line.join('');
  const end = line.slice(-100);
  return '\u2026\u2009' + end.slice(end.indexOf(' ') + 1).join('');
}

// What a run said, in short.
function said(doc, run = 0) {
  const entry = doc.runs[run];
  if (!entry) return '';
  const answer = entry.a ? entry.a[0][0] : entry.l && (entry.g || doc.choices.length > 1) ? doc.choices[entry.b || 0][1] : '';
  const line = oneLine(answer);
  return line.length > 60 ? line.slice(0, 60).join('') + '\u2026' : line.join('');
}

// How likely a token was, in five shades.
const shades = [[-0.105, 0], [-0.693, 1], [-2.303, 2], [-4.605, 3]];
const shadeOf = (logprob) => (shades.find(([least]) => logprob >= least) || [0, 4])[1];

// An answer with each token on a ground that is stronger where the model found it less likely.
function shadedText(doc, text, [lengths, logprobs]) {
  const box = el('div', {class: 'text shaded', dir: 'auto', lang: doc.task.lang || ''});
  let at = 0;
  lengths.forEach((length, i) => {
    const probability = Math.exp(logprobs[i]);
    box.append(el('span', {class: 't' + shadeOf(logprobs[i]), title: 'p ' + number(probability, probability < 0.01 ? 4 : 2)},
      text.slice(at, at + length)));
    at += length;
  });
  return box;
}
