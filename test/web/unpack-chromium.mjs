import packed from '@sparticuz/chromium';

// What the package changes in the environment on its way is a part of the answer: the browser needs it.
const path = await packed.executablePath();
const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
process.stdout.write(JSON.stringify({ path, places: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
