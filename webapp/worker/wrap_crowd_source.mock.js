// How a task page is tried out without any crowd: the link says who works, and on what. A classic script, loaded before the page's bundle.
(() => {
  const query = new URLSearchParams(window.location.search);
  const isPreview = query.has('preview');
  const worker = isPreview ? null : query.get('worker_id');
  const assignment = isPreview ? null : query.get('assignment_id');

  window.PROVIDER_TYPE = 'mock';
  window.getWorkerName = () => worker;
  window.getAssignmentId = () => assignment;
  window.getProviderURLParams = () => ({});

  window.getAgentRegistration = () => ({
    worker_name: worker,
    assignment_id: assignment,
    agent_registration_id: `${assignment}-${worker}`,
    provider_type: 'mock',
  });

  window.handleSubmitToProvider = (answer) => {
    if (!window.PREVENT_AFTER_SUBMIT_REDIRECT) {
      window.alert(
        `The task has been submitted! Data: ${typeof answer === 'string' ? answer : JSON.stringify(answer)}`,
      );
    }
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
