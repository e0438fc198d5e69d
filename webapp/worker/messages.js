// Shows workers what reviewers wrote about their work. A classic script, loaded behind the provider's own; its names stay in this block.
{
  const texts = window.manyhandsPage.texts;
  const path = '/worker_messages';
  const maxAgents = 200;
  const pollMs = 60_000;
  const minGapMs = 5_000;
  const maxLabelLetters = 80;

  /** Lists in the browser's storage. A browser may forbid storage; then they last as long as the page is open. */
  const openLists = () => {
    const fallback = {};
    const read = (key) => {
      try {
        const list = JSON.parse(window.localStorage.getItem(key) || '[]');
        return Array.isArray(list) ? list : [];
      } catch (_forbidden) {
        return fallback[key] || [];
      }
    };
    const add = (key, value) => {
      const list = read(key)
        .filter((other) => other !== value)
        .concat(value)
        .slice(-maxAgents);
      fallback[key] = list;
      try {
        window.localStorage.setItem(key, JSON.stringify(list));
      } catch (_forbidden) {
        // Kept in `fallback`.
      }
    };
    return { read, add };
  };

  const idOf = ({ agent_id, at }) => `${agent_id} ${at}`;

  /** Fetches the messages about these agents; none while the server cannot be reached. */
  const fetchMessages = async (send, agents) => {
    try {
      const response = await send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ agent_ids: agents }),
      });
      const { messages = [] } = await response.json();
      return messages;
    } catch (_unreachable) {
      return [];
    }
  };

  // ---- The banner: above the page, in a shadow root, so that neither styles the other. ----

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

  const makeSection = () => {
    const host = make('manyhands-messages');
    const shadow = host.attachShadow({ mode: 'open' });
    const section = make('section');
    section.setAttribute('role', 'status');
    section.setAttribute('aria-label', texts.messages);
    shadow.append(make('style', { textContent: style }), section);
    document.body.prepend(host);
    return section;
  };

  const makeLine = (message, onRead) => {
    const about = `${message.decision === 'accepted' ? texts.accepted : texts.notAccepted} `;
    const text = make('p');
    text.append(make('b', { textContent: about }), make('span', { dir: 'auto', textContent: message.message }));
    const button = make('button', { type: 'button', textContent: texts.gotIt });
    button.setAttribute('aria-label', `${texts.gotIt}: ${about}${message.message}`.slice(0, maxLabelLetters));
    button.addEventListener('click', onRead);
    const line = make('li');
    line.append(text, button);
    return line;
  };

  /** Returns a function that shows messages in the banner, and removes each one that was read. */
  const openBanner = (onRead) => {
    let section;
    const show = (messages) => {
      if (messages.length === 0 && !section) return;
      if (!section?.getRootNode().host.isConnected) section = makeSection();
      const lines = messages.map((message) =>
        makeLine(message, () => {
          onRead(message);
          show(messages.filter((other) => other !== message));
          const [next] = section.getElementsByTagName('button');
          if (next) next.focus();
        }),
      );
      const list = make('ul');
      list.append(...lines);
      section.replaceChildren(...(lines.length > 0 ? [list] : []));
    };
    return show;
  };

  const start = (worker) => {
    const agentsKey = `manyhands.agents.${worker}`;
    const readKey = `manyhands.read.${worker}`;
    const lists = openLists();
    // What is shown already stays as it is, so that readers do not lose their place in it.
    let shown = [];
    let lookedAt = 0;

    const remember = (agentId) => {
      // Nobody writes about an onboarding.
      if (typeof agentId === 'string' && agentId && !agentId.startsWith('onboarding')) lists.add(agentsKey, agentId);
    };
    const { on, fetch: send } = window.manyhandsWork;
    on((event) => event.type === 'arrived' && remember(event.agent_id));
    const unread = async () => {
      const agents = lists.read(agentsKey);
      if (agents.length === 0) return [];
      const messages = await fetchMessages(send, agents);
      const read = lists.read(readKey);
      return messages.filter((message) => !read.includes(idOf(message)));
    };
    const read = (message) => {
      lists.add(readKey, idOf(message));
      shown = shown.filter((other) => other !== idOf(message));
    };

    /** For task pages: `show = null` shows nothing, `show = (messages) => …` shows them in the page's own way. */
    const api = Object.assign(
      { show: openBanner((message) => api.read(message)), unread, read, remember },
      window.manyhandsMessages,
    );
    window.manyhandsMessages = api;

    const look = async () => {
      if (document.hidden || !api.show || Date.now() - lookedAt < minGapMs) return;
      lookedAt = Date.now();
      const messages = await unread();
      const now = messages.map(idOf);
      if (now.join() === shown.join() || !api.show) return;
      shown = now;
      api.show(messages);
    };
    if (document.readyState === 'loading') window.addEventListener('DOMContentLoaded', look);
    else look();
    document.addEventListener('visibilitychange', look);
    setInterval(look, pollMs);
  };

  const worker = window.getWorkerName();
  if (worker && window.fetch) start(worker);
}
