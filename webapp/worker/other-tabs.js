// Knows whether another tab of this browser has the same unit, and says so where no frame does. A classic script behind `work.js` and
// `notices.js`; its names stay in this block.
{
  const { run, frame, texts } = window.manyhandsPage;
  const work = window.manyhandsWork;
  const channel = 'BroadcastChannel' in window ? new window.BroadcastChannel(`manyhands.${run}`) : undefined;
  const own = String(Math.random());
  const others = new Set();
  const listeners = [];
  /** Whose unit this page has. */
  let agent = null;

  const say = (what) => agent && channel?.postMessage({ from: own, agent, what });
  const tell = () => {
    for (const listener of listeners) listener(others.size > 0);
  };
  const take = (agentId) => {
    if (agentId === agent) return;
    say('gone');
    agent = agentId;
    others.clear();
    say('here');
    tell();
  };

  if (channel) {
    channel.onmessage = ({ data: { from, agent: theirs, what } }) => {
      if (theirs !== agent || from === own) return;
      const isNew = what === 'here' && !others.has(from);
      if (what === 'here') others.add(from);
      else others.delete(from);
      if (isNew) say('here');
      tell();
    };
  }
  window.addEventListener('pagehide', () => say('gone'));
  // Back from the browser's history.
  window.addEventListener('pageshow', ({ persisted }) => persisted && say('here'));
  work.on(({ type, agent_id: agentId }) => {
    if (type === 'arrived') take(agentId || null);
    else if (type !== 'refused') take(null);
  });

  /** Calls `listener(isElsewhere)` whenever that may have changed, and at once. */
  work.onOtherTab = (listener) => {
    listeners.push(listener);
    listener(others.size > 0);
  };
  let isTold = false;
  if (!frame)
    work.onOtherTab((isElsewhere) => {
      if (isElsewhere !== isTold) work.tell('other-tab', isElsewhere ? texts.otherTab : '');
      isTold = isElsewhere;
    });
}
