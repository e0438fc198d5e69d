// The page "Your work" of people with accounts: signs them out, and changes their password. A classic script.
document.getElementById('sign-out').addEventListener('click', async () => {
  await window.fetch('/api/logout', { method: 'POST', headers: { 'x-manyhands': '1' } });
  window.location.assign('/login?next=/work');
});

// Whoever signs in elsewhere has no password here.
document.getElementById('password')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector('[role=status]');
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(Object.fromEntries(new FormData(form)));
  const reply = await window.fetch('/api/me/password', { method: 'POST', headers, body }).catch(() => undefined);
  if (reply?.ok) form.reset();
  const changed = 'Password changed. Other browsers ask for the new one.';
  said.textContent = reply?.ok
    ? changed
    : ((await reply?.json())?.message ?? 'The server cannot be reached. Try again.');
});
