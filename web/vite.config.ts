import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev -w web` asks a running Hosting emulator for what only Hosting can answer.
const hosting = process.env.FIRECIRCLE_HOSTING_URL ?? 'http://127.0.0.1:5000';

export default defineConfig({
  plugins: [react()],
  // Hosting tells the page its project, but not these; they are those that the functions were deployed with.
  define: {
    'import.meta.env.FIRECIRCLE_DATABASE': JSON.stringify(process.env.FIRECIRCLE_DATABASE ?? '(default)'),
    'import.meta.env.FIRECIRCLE_REGION': JSON.stringify(process.env.FIRECIRCLE_REGION ?? 'us-central1'),
  },
  server: { proxy: { '/__/': hosting, '/engagement': hosting } },
  build: {
    target: 'es2023',
    // Parts that change at different speeds, so that a new page does not make visitors load Firebase again.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'firebase', test: /node_modules[\\/](@firebase|firebase|idb)[\\/]/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 700,
  },
});
