// The first visit of a worker to a run: gets the cookie that says who they are, then opens the page. A classic script on a page of its
// own; its names stay in this block.
{
  const place = document.querySelector('main');
  const status = document.querySelector('[role=status]');
  const address = new URL(window.location.href);
  const token = address.searchParams.get('token');
  address.searchParams.delete('token');

  /** Asks for the cookie, and returns whether this browser had it already. */
  const ask = async (body) => {
    const response = await window.fetch('/begin_work', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return (await response.json()).was_known;
  };

  const begin = async () => {
    try {
      const wasKnown = await ask(token === null ? {} : { token });
      // A browser that keeps no cookies would come back here for ever.
      if (wasKnown || (await ask({}).catch(() => false))) window.location.replace(address.href);
      else status.textContent = place.dataset.noCookies;
    } catch (_refused) {
      status.textContent = place.dataset.later;
    }
  };

  // One tab after the other, so that two of them are one worker.
  const start = () => (window.navigator.locks ? window.navigator.locks.request('manyhands.begin', begin) : begin());
  if (document.prerendering) document.addEventListener('prerenderingchange', start, { once: true });
  else start();
}
