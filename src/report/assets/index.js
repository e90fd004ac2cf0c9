'use strict';
(() => {
  const boxes = [...document.querySelectorAll('input[data-folder]')];
  const command = document.getElementById('command');
  const quoted = (word) => /^[\w./,:=+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  const show = () => {
    const picked = boxes.filter((box) => box.checked);
    command.textContent = picked.length === 2
      ? `coldread compare ${picked.map((box) => quoted(box.dataset.folder)).join(' ')}` : 'Pick two runs to compare them.';
  };
  for (const box of boxes) {
    box.hidden = false;
    box.addEventListener('change', () => {
      const picked = boxes.filter((one) => one.checked);
      if (picked.length > 2) picked.find((one) => one !== box).checked = false;
      show();
    });
  }
  command.hidden = false;
  show();
})();
