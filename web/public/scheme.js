// Runs before the first paint, so that a visitor who chose the dark is not flashed with white.
try {
  const chosen = localStorage.getItem('firecircle-color-scheme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
} catch {
  document.documentElement.dataset.mantineColorScheme = 'light';
}
