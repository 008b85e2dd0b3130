/* empty - what starting any C program takes. */
int main(void)
{
	return 0;
}
