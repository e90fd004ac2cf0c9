'use strict';
(() => {
  let known = null;
  setInterval(async () => {
    try {
      const answer = await fetch('/state', {cache: 'no-store'});
      if (!answer.ok) return;
      const state = await answer.text();
      if (known !== null && state !== known) location.reload();
      known = state;
    } catch { /* the server is gone: the page stays as it is */ }
  }, 1500);
})();
