// How a task page knows its own team: who works, and on which piece. A classic script, loaded before the page's bundle.
(() => {
  const query = new URLSearchParams(window.location.search);
  const isPreview = query.has('preview');
  const remembered = {};

  // A browser may forbid storage; then a visitor is remembered for as long as the page is open.
  function recall(storage, key) {
    try {
      return window[storage].getItem(key);
    } catch (_forbidden) {
      return remembered[key] || null;
    }
  }

  function remember(storage, key, value) {
    remembered[key] = value;
    try {
      if (value === null) window[storage].removeItem(key);
      else window[storage].setItem(key, value);
    } catch (_forbidden) {
      // Kept in `remembered`.
    }
    return value;
  }

  function randomId() {
    return Array.from(window.crypto.getRandomValues(new Uint8Array(10)), (byte) =>
      `0${byte.toString(16)}`.slice(-2),
    ).join('');
  }

  function guestName() {
    return (
      recall('localStorage', 'manyhands.guest') || remember('localStorage', 'manyhands.guest', `guest-${randomId()}`)
    );
  }

  const worker = isPreview ? null : query.get('worker_id') || guestName();
  const linkedPiece = query.get('id');
  const pieceKey = `manyhands.piece.${worker}`;
  const leftKey = `manyhands.left.${worker}`;

  // A piece belongs to its tab, so that a reload resumes it. One that a closed tab left unfinished is taken up by the
  // next tab, or its owner would have to wait for its deadline before getting other work; after an hour it is forgotten.
  function pieceLeftBehind() {
    const [left, at] = (recall('localStorage', leftKey) || '').split(' ');
    return left && Date.now() - Number(at) < 3600000 ? left : null;
  }

  function pieceOfThisTab() {
    const own = recall('sessionStorage', pieceKey) || pieceLeftBehind() || randomId();
    remember('localStorage', leftKey, null);
    return remember('sessionStorage', pieceKey, own);
  }

  // Settled once: whoever asks again on this page, even after the submission, is told of the same piece.
  const piece = isPreview ? null : linkedPiece || pieceOfThisTab();
  let isFinished = isPreview || Boolean(linkedPiece);

  window.addEventListener('pagehide', () => {
    if (!isFinished) remember('localStorage', leftKey, `${piece} ${Date.now()}`);
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) remember('localStorage', leftKey, null);
  });

  function finishPiece() {
    isFinished = true;
    remember('sessionStorage', pieceKey, null);
  }

  window.PROVIDER_TYPE = 'inhouse';
  window.getWorkerName = () => worker;
  window.getAssignmentId = () => piece;
  window.getProviderURLParams = () => ({});

  window.getAgentRegistration = () => ({
    worker_name: worker,
    assignment_id: piece,
    agent_registration_id: `${piece}-${worker}`,
    provider_type: 'inhouse',
  });

  /** Leaves this piece for the next one: the same page again, under a new piece id. */
  window.takeNextPiece = () => {
    finishPiece();
    const next = new URL(window.location.href);
    // With a fragment, replacing the address by itself would scroll instead of loading.
    next.hash = '';
    if (linkedPiece) next.searchParams.set('id', randomId());
    window.location.replace(next.href);
  };

  window.handleSubmitToProvider = () => {
    finishPiece();
    if (!window.PREVENT_AFTER_SUBMIT_REDIRECT) window.takeNextPiece();
    return true;
  };

  // ---- The same in every wrap_crowd_source: settings that a page may read, change and follow, and error reports. ----

  const listeners = {};
  const emitter = {
    events: listeners,
    emit(name, ...values) {
      for (const listener of listeners[name] || []) listener(...values);
    },
    on(name, listener) {
      listeners[name] = (listeners[name] || []).concat(listener);
      return () => {
        listeners[name] = listeners[name].filter((other) => other !== listener);
      };
    },
  };

  const settings = window._MEPHISTO_CONFIG_ || {};
  window._MEPHISTO_CONFIG_ = Object.assign(settings, {
    AUTO_SUBMIT_ERRORS: false,
    ADD_ERROR_HANDLING: false,
    ERROR_REPORT_TO_EMAIL: null,
    EVENT_EMITTER: emitter,
    get(name) {
      if (!(name in settings)) throw new Error(`window._MEPHISTO_CONFIG_ has no setting "${name}".`);
      return settings[name];
    },
    set(name, value) {
      settings[name] = value;
      emitter.emit(name, value);
    },
  });

  let errorsSeen = 0;
  let isSilenced = false;

  window.addEventListener('error', ({ error }) => {
    // Some browsers report one error twice, and errors of foreign scripts come without any detail.
    if (!error || error.hasBeenCaught) return;
    error.hasBeenCaught = true;
    if (!settings.ADD_ERROR_HANDLING || isSilenced) return;
    errorsSeen += 1;
    if (window.confirm(`Something on this page went wrong: ${error.message}\n\nWould you like to report it?`)) {
      const to = settings.ERROR_REPORT_TO_EMAIL || 'the people who gave you this task';
      window.prompt(`Please copy this text and send it to ${to}:`, `${error.message}\n\n${error.stack}`);
    }
    if (errorsSeen > 1)
      isSilenced = window.confirm('That was not the first error. Shall further ones be kept from you?');
  });
})();
