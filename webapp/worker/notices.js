// Shows sentences at the top of worker pages that have no frame. A classic script behind `work.js`; its names stay in this block.
{
  const { lang, dir } = window.manyhandsPage;
  const hosts = new Map();
  const style = 'margin:0;padding:6px 16px;font:14px/1.4 system-ui;color:#444;background:#f2f2f2';

  function show(name, text) {
    hosts.get(name)?.remove();
    if (!text) return;
    const host = document.createElement(`manyhands-${name}`);
    const line = document.createElement('p');
    Object.assign(line, { lang, dir, style, textContent: text });
    line.setAttribute('role', 'status');
    host.style = 'all:initial;display:block';
    host.attachShadow({ mode: 'open' }).append(line);
    hosts.set(name, host);
    document.body.prepend(host);
  }

  /** Shows a sentence, in place of the one of that name; an empty one takes it away. */
  window.manyhandsWork.tell = (name, text) => {
    if (document.readyState !== 'loading') return show(name, text);
    window.addEventListener('DOMContentLoaded', () => show(name, text));
  };
}
