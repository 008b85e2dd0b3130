/* sql/chars - what a byte may be part of, by one look into a table. */
#include "sql/chars.h"

#define B DN_CHAR_BLANK
#define D (DN_CHAR_DIGIT | DN_CHAR_WORD)
#define W DN_CHAR_WORD
#define O DN_CHAR_OPERATOR
#define W16 W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W

const unsigned char dn_chars[256] = {
	/* 00 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, B, B, B, B, B, 0, 0,
	/* 10 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/*    ! " # $ % & ' ( ) * + , - . / */
	B, O, 0, O, W, O, O, 0, 0, 0, O, O, 0, O, 0, O,
	/* 0 1 2 3 4 5 6 7 8 9 : ; < = > ? */
	D, D, D, D, D, D, D, D, D, D, 0, 0, O, O, O, O,
	/* @ A … */
	O, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	/* … Z [ \ ] ^ _ */
	W, W, W, W, W, W, W, W, W, W, W, 0, 0, 0, O, W,
	/* ` a … */
	O, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	/* … z { | } ~ */
	W, W, W, W, W, W, W, W, W, W, W, 0, O, 0, O, 0,
	/* 80 … ff */
	W16, W16, W16, W16, W16, W16, W16, W16
};
