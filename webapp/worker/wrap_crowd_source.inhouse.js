// The data of a worker who came by link, for the task page: who works, and on which piece. A classic script, loaded before the page's
// bundle; its names stay in this block.
{
  const abandonedAfterMs = 3_600_000;

  /** Values in the browser's storages. A browser may forbid them; then values last as long as the page is open. */
  const openValues = () => {
    const fallback = {};
    const read = (storage, key) => {
      try {
        return window[storage].getItem(key);
      } catch (_forbidden) {
        return fallback[key] || null;
      }
    };
    const write = (storage, key, value) => {
      fallback[key] = value;
      try {
        if (value === null) window[storage].removeItem(key);
        else window[storage].setItem(key, value);
      } catch (_forbidden) {
        // Kept in `fallback`.
      }
      return value;
    };
    return { read, write };
  };

  const randomId = () =>
    Array.from(window.crypto.getRandomValues(new Uint8Array(10)), (byte) => `0${byte.toString(16)}`.slice(-2)).join('');

  const guestName = ({ read, write }) =>
    read('localStorage', 'manyhands.guest') || write('localStorage', 'manyhands.guest', `guest-${randomId()}`);

  // A piece belongs to its tab, so that a reload resumes it. One that a closed tab left unfinished is resumed by the
  // next tab, or the worker would have to wait for its deadline before getting other work; after an hour it is dropped.
  const pieceOfThisTab = ({ read, write }, pieceKey, leftKey) => {
    const [left, at] = (read('localStorage', leftKey) || '').split(' ');
    const abandoned = left && Date.now() - Number(at) < abandonedAfterMs ? left : null;
    const own = read('sessionStorage', pieceKey) || abandoned || randomId();
    write('localStorage', leftKey, null);
    return write('sessionStorage', pieceKey, own);
  };

  /** Hands the work in at the provider, which waits for a form of the page itself. */
  const handIn = ({ address, fields }) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: address });
    for (const [name, value] of Object.entries(fields))
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    document.body.append(form);
    form.submit();
  };

  /** Puts the worker and the piece onto the page, where the hooks and Mephisto's pages read them. */
  const provideWork = () => {
    const values = openValues();
    const query = new URLSearchParams(window.location.search);
    // Where the server knows who works here, the address does not decide it.
    const { worker: known, place } = window.manyhandsPage || {};
    const isPreview = query.has('preview') || known === null;
    const worker = isPreview ? null : known || query.get('worker_id') || guestName(values);
    const linkedPiece = query.get('id');
    // Each place at a provider is for a piece of its own.
    const whose = place ? `${worker}.${place}` : worker;
    const pieceKey = `manyhands.piece.${whose}`;
    const leftKey = `manyhands.left.${whose}`;
    // Chosen once: every later call on this page, even after the submission, gives the same piece.
    const piece = isPreview ? null : linkedPiece || pieceOfThisTab(values, pieceKey, leftKey);
    let isFinished = isPreview || Boolean(linkedPiece);

    window.addEventListener('pagehide', () => {
      if (!isFinished) values.write('localStorage', leftKey, `${piece} ${Date.now()}`);
    });
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) values.write('localStorage', leftKey, null);
    });

    const finishPiece = () => {
      isFinished = true;
      values.write('sessionStorage', pieceKey, null);
    };

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

    /** Moves on to the next piece: reloads the page under a new piece id. */
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
      const { address, form } = window.manyhandsWork?.completion || {};
      if (form) handIn(form);
      else if (address) window.location.assign(address.replaceAll('{worker}', encodeURIComponent(worker)));
      else if (!window.PREVENT_AFTER_SUBMIT_REDIRECT) window.takeNextPiece();
      return true;
    };
  };

  // ---- The same in every wrap_crowd_source: settings that a page may read, change and follow, and error reports. ----

  const openEmitter = () => {
    const listeners = {};
    return {
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
  };

  const provideSettings = () => {
    const emitter = openEmitter();
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
    return settings;
  };

  /** Asks the worker to report errors of the page, if its settings say so. */
  const reportErrors = (settings) => {
    let errorsSeen = 0;
    let isSilenced = false;
    window.addEventListener('error', ({ error }) => {
      // Some browsers report one error twice, and errors of foreign scripts come without any detail.
      if (!error || error.hasBeenCaught) return;
      error.hasBeenCaught = true;
      if (!settings.ADD_ERROR_HANDLING || isSilenced) return;
      errorsSeen += 1;
      if (window.confirm(`This page had an error: ${error.message}\n\nReport it?`)) {
        const to = settings.ERROR_REPORT_TO_EMAIL || 'the people who gave you this task';
        window.prompt(`Please copy this text and send it to ${to}:`, `${error.message}\n\n${error.stack}`);
      }
      if (errorsSeen > 1) isSilenced = window.confirm('This page had several errors. Hide further ones?');
    });
  };

  provideWork();
  reportErrors(provideSettings());
}
