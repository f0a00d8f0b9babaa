//! The kinds of block elements that the model distinguishes.

/// The kind of a block element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BoxTag {
    Other,
    P,
    Div,
    Section,
    Article,
    Main,
    Aside,
    Nav,
    Header,
    Footer,
    Form,
    Figure,
    Caption,
    List,
    Item,
    Table,
    Row,
    Cell,
    Heading,
    Quote,
    Pre,
    Definition,
    Details,
    Body,
}
