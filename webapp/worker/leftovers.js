// Removes what is kept in the browser about work that is over: drafts and active time. A classic script, loaded behind `work.js`; its names
// stay in this block.
{
  const work = window.manyhandsWork;
  const prefixes = ['manyhands.draft.', 'manyhands.active.'];
  /** As long as the server keeps drafts. */
  const maxAgeMs = 30 * 24 * 3_600_000;
  /** For each prefix; a worker holds few units at once. */
  const maxKept = 50;

  const keysOf = (prefix) =>
    Array.from({ length: window.localStorage.length }, (_, index) => window.localStorage.key(index)).filter((key) =>
      key.startsWith(prefix),
    );
  // A browser may forbid storage; then there is nothing to remove.
  const tried = (remove) => {
    try {
      remove();
    } catch (_forbidden) {
      // As above.
    }
  };

  /** When a value was kept, in ms since 1970; 0 if it does not say. */
  const timeOf = (key) => {
    try {
      const { at } = JSON.parse(window.localStorage.getItem(key));
      return typeof at === 'number' ? at : 0;
    } catch (_noJson) {
      return 0;
    }
  };
  const removeOld = (prefix) => {
    const oldest = Date.now() - maxAgeMs;
    const byAge = keysOf(prefix)
      .map((key) => ({ key, at: timeOf(key) }))
      .sort((one, other) => other.at - one.at);
    for (const [index, { key, at }] of byAge.entries())
      if (index >= maxKept || at < oldest) window.localStorage.removeItem(key);
  };
  /** Removes what is kept of an agent; pages of an onboarding are kept apart, each under its number. */
  const removeOf = (agentId) => {
    for (const prefix of prefixes)
      for (const key of keysOf(prefix))
        if (key === prefix + agentId || key.startsWith(`${prefix}${agentId}.`)) window.localStorage.removeItem(key);
  };

  const isOver = ({ type, code }) =>
    ['submitted', 'returned'].includes(type) || (type === 'refused' && code === 'agent/already-submitted');
  let before = null;
  work.on((event) => {
    if (isOver(event)) tried(() => removeOf(event.agentId || work.agentId));
    if (event.type !== 'arrived') return;
    // An onboarding ends with the arrival of what follows it.
    if (before && before !== event.agent_id && before.startsWith('onboarding')) tried(() => removeOf(before));
    before = event.agent_id;
  });
  for (const prefix of prefixes) tried(() => removeOld(prefix));
}
