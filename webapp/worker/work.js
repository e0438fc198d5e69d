// Tells the other scripts of a task page how its requests about work went, whether it sends them with `fetch` or XMLHttpRequest, and sends
// with each submission how long the page was visible and used, and with each answer what `signals.js` counted. A classic script, loaded first; its names
// stay in this block.
{
  const page = window.manyhandsPage || {};
  const listeners = [];
  const fetchOriginal = window.fetch;
  /** The other tabs of this run in this browser; the frame speaks there, too. */
  const tabs = window.BroadcastChannel && page.run ? new window.BroadcastChannel(`manyhands.${page.run}`) : null;

  /** What this page knows of its work: its agent, what followed its submission, and its last refusal. */
  const work = {
    agentId: null,
    completion: null,
    /** Requests for work wait for this promise, such as for the worker's consent. */
    ready: Promise.resolve(),
    /** Whether they wait at the moment. */
    isWaiting: false,
    /**
     * Calls `listener(event)` for `{type: 'arrived' | 'submitted' | 'refused' | 'returned', ...reply}`, and for the last one at once. What
     * another tab of the same unit has submitted comes with `isElsewhere`.
     */
    on(listener) {
      listeners.push(listener);
      if (work.last) listener(work.last);
    },
    last: null,
    /** Tells the page that the worker has left its unit: nothing of it is kept or sent any more. */
    leave(agentId) {
      forgetActive(agentId);
      emit({ type: 'returned', agentId });
    },
    /** `fetch` that is not watched. */
    fetch: (...request) => fetchOriginal.apply(window, request),
    /** For `signals.js`, which adds `header(agentId)`: the agent whose time is counted, and what is kept of an agent. */
    measured: { agent: () => counting, of: (agentId) => activeOf(agentId), keep: (...kept) => keepActive(...kept) },
  };
  window.manyhandsWork = work;
  // Only where the task says so; pages may set it as well.
  if (page.stays) window.PREVENT_AFTER_SUBMIT_REDIRECT = true;

  const emit = (event) => {
    work.last = event;
    for (const listener of listeners) listener(event);
  };

  // ── Active time ────────────────────────────────────────────────────────────

  /** A page counts as used for this long after the last sign of its worker. */
  const idleMs = 30_000;
  const tickMs = 1000;
  /** More than one tick, as browsers fire late; less than a sleep of the machine. */
  const maxStepMs = 2 * tickMs;
  const signs = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'scroll', 'touchstart', 'timeupdate'];
  const activeHeader = 'manyhands-active-seconds';
  const signalsHeader = 'manyhands-signals';
  const keyOfActive = (agentId) => `manyhands.active.${agentId}`;
  /** What is counted for each agent where the browser keeps nothing. */
  const counted = new Map();
  /** The agent whose time is counted, and the one whose submission was sent last. */
  let counting = null;
  let submitting = null;
  let usedAt = 0;
  let tickedAt = 0;

  /** How long an agent's pages were used, in ms, and until when this is counted. */
  const activeOf = (agentId) => {
    try {
      const kept = JSON.parse(window.localStorage.getItem(keyOfActive(agentId)) || 'null');
      if (kept && kept.ms >= 0) return kept;
    } catch (_forbidden) {
      // Then it is counted from one load of the page to the next.
    }
    return counted.get(agentId);
  };
  const keepActive = (agentId, active) => {
    counted.set(agentId, active);
    try {
      window.localStorage.setItem(keyOfActive(agentId), JSON.stringify(active));
    } catch (_forbidden) {
      // As above.
    }
  };
  const forgetActive = (agentId) => {
    if (counting === agentId) counting = null;
    counted.delete(agentId);
    try {
      window.localStorage.removeItem(keyOfActive(agentId));
    } catch (_forbidden) {
      // Then nothing was kept.
    }
  };

  const countActive = () => {
    const now = Date.now();
    const agentId = counting;
    const stepMs = now - tickedAt;
    tickedAt = now;
    if (!agentId || document.visibilityState !== 'visible' || now - usedAt > idleMs) return;
    const kept = activeOf(agentId) || { ms: 0, at: 0 };
    const { ms, at } = kept;
    // Another tab of the same unit may have counted this time already, or the clock was set back.
    const newMs = Math.min(stepMs, maxStepMs, at > now ? 0 : now - at);
    if (newMs > 0) keepActive(agentId, { ...kept, ms: ms + newMs, at: now });
  };

  const measureActive = () => {
    for (const sign of signs) {
      const note = () => {
        usedAt = Date.now();
      };
      document.addEventListener(sign, note, { capture: true, passive: true });
    }
    document.addEventListener('visibilitychange', countActive);
    setInterval(countActive, tickMs);
    // Another tab has submitted or returned the unit.
    window.addEventListener('storage', ({ key, newValue }) => {
      if (counting && newValue === null && key === keyOfActive(counting)) forgetActive(counting);
    });
  };

  /** The agent that a submission names: the page may send one that an earlier load of it could not send. */
  const agentOf = (body) => {
    if (typeof body === 'string') return /"USED_AGENT_ID"\s*:\s*"([^"]+)"/.exec(body)?.[1] || work.agentId;
    return (body && typeof body.get === 'function' && body.get('USED_AGENT_ID')) || work.agentId;
  };
  /** What was measured on the pages of a submission, as headers; none if nothing was. */
  const headersFor = (type, body) => {
    if (!submissions.includes(type)) return [];
    countActive();
    submitting = agentOf(body);
    const kept = activeOf(submitting);
    if (!kept) return [];
    // Counts belong to answers alone.
    const counts = type === 'submitted' && work.measured.header?.(submitting);
    return [[activeHeader, (kept.ms / 1000).toFixed(1)], ...(counts ? [[signalsHeader, counts]] : [])];
  };
  const withMeasured = (type, [address, init]) => {
    const measured = headersFor(type, init?.body);
    if (measured.length === 0) return [address, init];
    const headers = new Headers(init?.headers || address?.headers);
    for (const [name, value] of measured) headers.set(name, value);
    return [address, { ...init, headers }];
  };

  // ── Requests ───────────────────────────────────────────────────────────────

  const types = new Map([
    ['request_agent', 'arrived'],
    // Its reply is the next page of the onboarding, or the first unit.
    ['submit_onboarding', 'onboarded'],
    ['submit_task', 'submitted'],
    ['return_task', 'returned'],
  ]);
  const submissions = ['submitted', 'onboarded'];
  const asksForWork = (type) => type === 'arrived' || type === 'onboarded';
  const typeOf = (address) => {
    try {
      const { origin, pathname } = new URL(String(address), document.baseURI);
      return origin === window.location.origin ? types.get(pathname.split('/').pop()) : undefined;
    } catch (_noAddress) {
      return undefined;
    }
  };

  const note = (type, status, reply) => {
    if (!reply || typeof reply !== 'object') return;
    if (status >= 400) {
      if (status < 500 && status !== 408 && status !== 429) emit({ ...reply, type: 'refused' });
      return;
    }
    if (asksForWork(type)) {
      // Each page of an onboarding has its own time.
      if (type === 'onboarded') forgetActive(submitting);
      const data = reply.data || {};
      work.agentId = data.agent_id || null;
      counting = work.agentId;
      // Opening the page is a sign of its worker.
      usedAt = Date.now();
      tickedAt = usedAt;
      work.completion = data.completion || null;
      emit({ ...data, type: 'arrived', server_timestamp: reply.server_timestamp });
      return;
    }
    if (type === 'submitted' && reply.completion) work.completion = reply.completion;
    const agentId = type === 'submitted' ? submitting : work.agentId;
    forgetActive(agentId);
    emit({ ...reply, type, agentId });
    if (type === 'submitted') tabs?.postMessage({ agent: agentId, what: type, completion: reply.completion });
  };
  const hearOtherTabs = () => {
    tabs.onmessage = ({ data: { agent, what, completion } }) => {
      if (what !== 'submitted' || !agent || agent !== work.agentId) return;
      forgetActive(agent);
      if (completion) work.completion = completion;
      emit({ type: what, agentId: agent, isElsewhere: true, ...(completion && { completion }) });
    };
  };

  const watchFetch = () => {
    window.fetch = (...request) => {
      const [address] = request;
      const type = typeOf(address?.url || address);
      if (!type) return work.fetch(...request);
      const sent = withMeasured(type, request);
      const sending = asksForWork(type) ? work.ready.then(() => work.fetch(...sent)) : work.fetch(...sent);
      return sending.then(async (response) => {
        const noted = response
          .clone()
          .json()
          .then(
            (reply) => note(type, response.status, reply),
            () => undefined,
          );
        // What follows a submission must be known before the page goes on.
        if (type === 'submitted') await noted;
        return response;
      });
    };
  };

  const replyOf = (request) => {
    try {
      const { response } = request;
      return typeof response === 'string' ? JSON.parse(response) : response;
    } catch (_noJson) {
      return undefined;
    }
  };

  const watchRequests = () => {
    const { prototype } = window.XMLHttpRequest;
    const { open, send, abort } = prototype;
    const requests = new WeakMap();
    prototype.open = function (...request) {
      const [, address, isAsync = true] = request;
      const type = typeOf(address);
      const isKnown = requests.has(this);
      requests.set(this, { type, isAsync });
      // Before the page's own listeners, which may go on to the next unit.
      if (type && !isKnown) {
        this.addEventListener('load', () => note(requests.get(this).type, this.status, replyOf(this)));
      }
      return open.apply(this, request);
    };
    prototype.abort = function () {
      requests.delete(this);
      return abort.apply(this);
    };
    prototype.send = function (...body) {
      const request = requests.get(this);
      for (const header of headersFor(request?.type, body[0])) this.setRequestHeader(...header);
      if (!asksForWork(request?.type) || !work.isWaiting) return send.apply(this, body);
      if (!request.isAsync)
        throw new Error('This page asks for work before the worker has agreed. Ask asynchronously.');
      // The page may abort the request while it waits, or open it anew.
      work.ready.then(() => requests.get(this) === request && send.apply(this, body));
      return undefined;
    };
  };

  measureActive();
  if (tabs) hearOtherTabs();
  if (fetchOriginal) watchFetch();
  if (window.XMLHttpRequest) watchRequests();
}
