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
