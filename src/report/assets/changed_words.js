const wordsOf = (text) => (text.match(/\s+|\S+/g) || []).slice(0, 800);

// Which words of own stand in no longest common sequence with base.
function changedWords(base, own) {
  const rows = base.length + 1, columns = own.length + 1;
  const common = new Uint16Array(rows * columns);
  for (let i = base.length - 1; i >= 0; i -= 1) {
    for (let j = own.length - 1; j >= 0; j -= 1) {
      common[i * columns + j] = base[i] === own[j] ? common[(i + 1) * columns + j + 1] + 1
        : Math.max(common[(i + 1) * columns + j], common[i * columns + j + 1]);
    }
  }
  const changed = new Set();
  let i = 0, j = 0;
  while (j < own.length) {
    if (i < base.length && base[i] === own[j]) { i += 1; j += 1; }
    else if (i < base.length && common[(i + 1) * columns + j] >= common[i * columns + j + 1]) i += 1;
    else { changed.add(j); j += 1; }
  }
  return changed;
}
