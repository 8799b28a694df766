/** The panel's icon: braces around a lightning, in the theme's colour. */

import { LabIcon } from '@jupyterlab/ui-components';

export const functionsIcon = new LabIcon({
  name: 'hsfunc:functions',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M8 3H6.5A2.5 2.5 0 0 0 4 5.5V9c0 1.100-.9 2-2 2v2c1.100 0 2 .9 2 2v3.500A2.500 2.500 0 0 0 6.500 21H8v-2H6.500a.5.5 0 0 1-.5-.5V15c0-1.200-.5-2.300-1.400-3C5.500 11.300 6 10.200 6 9V5.500c0-.3.2-.5.5-.5H8zM16 3h1.500A2.500 2.500 0 0 1 20 5.500V9c0 1.100.9 2 2 2v2c-1.100 0-2 .9-2 2v3.500a2.500 2.500 0 0 1-2.500 2.500H16v-2h1.500c.3 0 .5-.2.5-.5V15c0-1.200.5-2.300 1.400-3-.9-.7-1.400-1.800-1.400-3V5.500c0-.3-.2-.5-.5-.5H16z"/>
    <path d="M13.200 5 8.500 13h3l-.7 6 4.700-8h-3z"/>
  </g>
</svg>`
});
