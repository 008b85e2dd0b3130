# Plugins are built as strangers build, from what is installed; here they are only files.
template_files = \
	plugins/template/Makefile \
	plugins/template/README.md \
	plugins/template/check.sh \
	plugins/template/gitignore \
	plugins/template/mydb.c \
	plugins/template/mydb.driver \
	plugins/template/toy.c \
	plugins/template/toy.h
EXTRA_DIST += $(template_files)
