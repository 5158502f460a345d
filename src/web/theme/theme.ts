import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Ten shades each, light to dark, at one lightness per step (OKLCH), so that any two colours carry the same weight. */
const colours = {
  petrol: scale('eef9fb daf2f6 b7e4ec 8bd0dd 5ab7ca 269db5 00819b 006881 005369 003e52'),
  slate: scale('f5f7f9 e8eef1 d3dce2 b7c5cd 99abb4 7d919c 637680 4e5f68 3d4c53 2c393f'),
  leaf: scale('effaf2 ddf4e3 bde7ca 94d4aa 68bd88 3da46a 178950 006f3d 00592e 004420'),
  amber: scale('fef5eb fce9d5 f6d4b0 ecb782 dc9752 c77824 aa5c00 8e4600 743500 5a2500'),
  clay: scale('fff2ef ffe2dc ffc7bd ffa396 fb7c6e e6574b c73930 a5251f 871713 690c0a'),
  iris: scale('f3f6ff e6ecff ced8ff b0beff 91a1f5 7684e2 5d69c4 4953a3 384186 293068'),
  dark: scale('e6e8e9 c4c8ca 9fa6a9 737c81 4c575e 333f46 253138 1a242b 121b20 0d1418'),
  gray: scale('f5f7f9 e8eef1 d3dce2 b7c5cd 99abb4 7d919c 637680 4e5f68 3d4c53 2c393f'),
};

/** Rollcall's look. Sizes are in rem, so that they follow the reader's own size of text. */
export const theme = createTheme({
  colors: colours,
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  black: '#17242b',
  fontFamily: "'Inter Variable', ui-sans-serif, system-ui, 'Segoe UI', 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.3' },
  headings: {
    fontWeight: '640',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '0.1875rem', sm: '0.3125rem', md: '0.4375rem', lg: '0.625rem', xl: '1rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.25rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, multiline: true, maw: 320 } },
    // A <header> would be a second banner beside that of the page.
    DrawerHeader: { defaultProps: { component: 'div' } },
    ModalHeader: { defaultProps: { component: 'div' } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.45 } } },
    Modal: {
      styles: { title: { fontSize: '1.0625rem', fontWeight: 640 } },
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45 } },
    },
  },
});

function scale(shades: string): MantineColorsTuple {
  return shades.split(' ').map((shade) => `#${shade}`) as unknown as MantineColorsTuple;
}
