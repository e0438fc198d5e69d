// The page "Your work" of people with accounts: signs them out. A classic script.
document.getElementById('sign-out').addEventListener('click', async () => {
  await window.fetch('/api/logout', { method: 'POST', headers: { 'x-manyhands': '1' } });
  window.location.assign('/login?next=/work');
});
