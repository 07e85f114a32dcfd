// Runs before the first paint, so that a dark page never flashes white. The page itself takes over from here.
let chosen = null;
try {
  chosen = localStorage.getItem('throughline.color-scheme');
} catch {
  // Storage may be forbidden; then the system decides.
}
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
