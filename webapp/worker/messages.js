// How workers hear what reviewers wrote about their work. A classic script, loaded behind the crowd's own.
(() => {
  const worker = window.getWorkerName();
  if (!worker || !window.fetch) return;

  const path = '/worker_messages';
  const mostAgents = 200;
  const everyMs = 60000;
  const restMs = 5000;
  const agentsKey = `manyhands.agents.${worker}`;
  const readKey = `manyhands.read.${worker}`;
  const remembered = {};

  // A browser may forbid storage; then this holds for as long as the page is open.
  function recall(key) {
    try {
      const list = JSON.parse(window.localStorage.getItem(key) || '[]');
      return Array.isArray(list) ? list : [];
    } catch (_forbidden) {
      return remembered[key] || [];
    }
  }

  function remember(key, value) {
    const list = recall(key)
      .filter((other) => other !== value)
      .concat(value)
      .slice(-mostAgents);
    remembered[key] = list;
    try {
      window.localStorage.setItem(key, JSON.stringify(list));
    } catch (_forbidden) {
      // Kept in `remembered`.
    }
  }

  const idOf = ({ agent_id, at }) => `${agent_id} ${at}`;

  function rememberAgent(agentId) {
    if (typeof agentId === 'string' && agentId) remember(agentsKey, agentId);
  }

  // Whoever asks for work with `fetch`, as the hooks do, is told of their agent; the page notices nothing.
  const askHouse = window.fetch;
  window.fetch = (...request) => {
    const answering = askHouse.apply(window, request);
    const [address] = request;
    const url = String(address?.url || address);
    if (/\/request_agent$/.test(url)) {
      answering
        .then((answer) => answer.clone().json())
        .then(({ data }) => rememberAgent(data?.agent_id))
        .catch(() => undefined);
    }
    return answering;
  };

  async function unread() {
    const agents = recall(agentsKey);
    if (agents.length === 0) return [];
    try {
      const answer = await askHouse.call(window, path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ agent_ids: agents }),
      });
      const { messages = [] } = await answer.json();
      const read = recall(readKey);
      return messages.filter((message) => !read.includes(idOf(message)));
    } catch (_unreachable) {
      return [];
    }
  }

  // ---- The banner: above the page, in a shadow of its own, so that neither changes how the other looks. ----

  const style = `
    :host { all: initial; display: block; }
    section { font: 15px/1.5 system-ui, sans-serif; color: #2b2410; background: #fff6d9; border-bottom: 1px solid #b98f1c;
      max-height: 40vh; overflow: auto; }
    section:empty { display: none; }
    ul { list-style: none; margin: 0 auto; padding: 4px 16px; max-width: 60rem; }
    li { display: flex; gap: 16px; align-items: center; justify-content: space-between; padding: 6px 0; }
    p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    b { font-weight: 600; }
    button { flex: none; font: inherit; font-weight: 600; color: inherit; background: transparent; min-height: 36px;
      padding: 4px 14px; border: 1px solid currentColor; border-radius: 6px; cursor: pointer; }
    button:hover { background: rgb(128 100 0 / 15%); }
    button:focus-visible { outline: 3px solid #1c62c4; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      section { color: #f6ebc8; background: #33290c; }
      button:focus-visible { outline-color: #8fc1ff; }
    }`;
  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);
  let section;

  function board() {
    if (section?.getRootNode().host.isConnected) return section;
    const host = make('manyhands-messages');
    const shadow = host.attachShadow({ mode: 'open' });
    section = make('section');
    section.setAttribute('role', 'status');
    section.setAttribute('aria-label', 'Messages about your work');
    shadow.append(make('style', { textContent: style }), section);
    document.body.prepend(host);
    return section;
  }

  function lineOf(message, gotIt) {
    const about = `Item ${message.item}, ${message.decision === 'accepted' ? 'accepted' : 'not accepted'}: `;
    const text = make('p');
    text.append(make('b', { textContent: about }), make('span', { dir: 'auto', textContent: message.message }));
    const button = make('button', { type: 'button', textContent: 'Got it' });
    button.setAttribute('aria-label', `Got it: the message about item ${message.item}`);
    button.addEventListener('click', gotIt);
    const line = make('li');
    line.append(text, button);
    return line;
  }

  function showBanner(messages) {
    if (messages.length === 0 && !section) return;
    const lines = messages.map((message) =>
      lineOf(message, () => {
        api.read(message);
        const rest = messages.filter((other) => other !== message);
        showBanner(rest);
        const [next] = board().getElementsByTagName('button');
        if (next) next.focus();
      }),
    );
    const list = make('ul');
    list.append(...lines);
    board().replaceChildren(...(lines.length > 0 ? [list] : []));
  }

  // What is shown already stays as it is, so that nobody loses their place in it.
  let shown = [];
  let lookedAt = 0;
  async function look() {
    if (document.hidden || !api.show || Date.now() - lookedAt < restMs) return;
    lookedAt = Date.now();
    const messages = await unread();
    const now = messages.map(idOf);
    if (now.join() === shown.join() || !api.show) return;
    shown = now;
    api.show(messages);
  }

  /** For task pages: `show = null` shows nothing, `show = (messages) => …` shows them in the page's own way. */
  const api = Object.assign(
    {
      show: showBanner,
      unread,
      read(message) {
        remember(readKey, idOf(message));
        shown = shown.filter((other) => other !== idOf(message));
      },
      remember: rememberAgent,
    },
    window.manyhandsMessages,
  );
  window.manyhandsMessages = api;

  if (document.readyState === 'loading') window.addEventListener('DOMContentLoaded', look);
  else look();
  document.addEventListener('visibilitychange', look);
  setInterval(look, everyMs);
})();
