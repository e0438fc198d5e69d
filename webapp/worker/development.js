// In a run for development: opens the page again once it was built anew. What was typed is found again as after any reload. A classic
// script, loaded last; its names stay in this block.
{
  const pollMs = 250;
  const { developedPage } = window.manyhandsPage;

  const look = async () => {
    try {
      const response = await window.manyhandsWork.fetch('/page_version', { cache: 'no-store' });
      const { version } = response.ok ? await response.json() : {};
      if (typeof version === 'string' && version !== developedPage) return window.location.reload();
    } catch (_unreachable) {
      // The next look may reach it.
    }
    window.setTimeout(look, pollMs);
  };
  window.setTimeout(look, pollMs);
}
