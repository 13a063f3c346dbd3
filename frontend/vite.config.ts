import { defineConfig } from 'vite';

// Builds the console's script, style sheet and font into the Python package. Django reads the manifest (django-vite);
// relative asset addresses keep working wherever STATIC_URL points.
export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    outDir: '../src/sangdam/static/dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // light-dark() and nesting reach the browser as written: lowering them doubles the style sheet.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // Icons are one sprite that pages refer to by address, so nothing is inlined as data.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The font's 92 pieces are named in a sheet of their own: it changes with the font alone.
      input: { console: 'console/main.ts', fonts: 'console/fonts.css' },
      // htmx can evaluate attributes; requests.ts switches that off and the page's policy forbids it.
      checks: { eval: false, pluginTimings: false },
    },
  },
});
