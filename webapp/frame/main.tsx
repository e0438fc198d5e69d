import { createRoot } from 'react-dom/client';
import { openConsent } from './consent.ts';
import style from './frame.css?inline';
import { Frame } from './frame.tsx';
import { world } from './page.ts';

const { frame, lang, dir } = world.manyhandsPage;
// At once, before the page asks for a unit.
const consent = openConsent(frame.consentHtml);

/** Puts the frame above the page: before its body, which pages lay out and fill as they like, and in a shadow root. */
function show() {
  const host = document.createElement('manyhands-frame');
  host.lang = lang;
  host.dir = dir;
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = document.createElement('style');
  sheet.textContent = style;
  const place = document.createElement('div');
  shadow.append(sheet, place);
  document.documentElement.insertBefore(host, document.body);
  createRoot(place).render(<Frame frame={frame} consent={consent} />);
}

if (document.readyState === 'loading') window.addEventListener('DOMContentLoaded', show);
else show();
